package org.gauntletml.defenses.smoothing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Keys of the noise that a question is answered under. They depend on the seed, the input and how
 * often it was asked about, and so neither on its neighbours in the batch nor on anything of an
 * earlier run; an input that is asked about again gets fresh noise. Safe for several threads.
 */
final class NoiseKeys {
  /** Inputs whose questions are counted; the one not asked about for longest is forgotten first. */
  private static final int REMEMBERED = 1 << 16;

  private final long seed;
  private final Map<Long, Integer> asked =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  NoiseKeys(long seed) {
    this.seed = seed;
  }

  /**
   * Keys for one more question about each of these inputs.
   *
   * @param inputs one after the other
   * @return {@code [draws][inputs]}
   */
  synchronized long[][] next(float[] inputs, int features, int draws) {
    int rows = inputs.length / features;
    long[][] keys = new long[draws][rows];
    for (int row = 0; row < rows; row++) {
      long content = of(seed, inputs, row * features, features);
      int before = asked.merge(content, 1, Integer::sum);
      SplittableRandom own = new SplittableRandom(content + before);
      for (int draw = 0; draw < draws; draw++) {
        keys[draw][row] = own.nextLong();
      }
    }
    return keys;
  }

  /** A number that stands for an input and a seed. */
  static long of(long seed, float[] inputs, int from, int features) {
    long hash = seed;
    for (int i = from; i < from + features; i++) {
      hash = (hash ^ Float.floatToIntBits(inputs[i])) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 29;
    }
    return hash;
  }
}

package org.gauntletml.defenses.smoothing;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Standard normal numbers by the ziggurat (Marsaglia and Tsang 2000) of 256 layers. Commons RNG has
 * one too, but keeps the state of its generator in memory: certificates, for which noise is made a
 * hundred thousand times each, spent half as much time again on noise with it. 64 bits of SplitMix
 * (Steele et al. 2014) make two numbers: of each half 8 bits choose the layer and the other 24 the
 * place in it (Doornik 2005), so numbers lie on grids no coarser than 9e-7 standard deviations,
 * symmetric around 0. Values are floats, as models take them.
 */
final class Ziggurat {
  private static final int LAYER_BITS = 8;
  private static final int LAYERS = 1 << LAYER_BITS;

  /** Where the tail begins, for so many layers of equal area. */
  private static final double TAIL = 3.654152885361009;

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /** Right edge of each layer; the bottom one is a box as large as itself with the tail. */
  private static final double[] EDGE = edges();

  /** Of the curve at each edge, which is where a layer begins and the one below it ends. */
  private static final double[] HEIGHT = Arrays.stream(EDGE).map(Ziggurat::density).toArray();

  /** From a place in a layer to a number. */
  private static final float[] SCALE = new float[LAYERS];

  /** Places nearer than this lie under the curve. */
  private static final int[] INSIDE = new int[LAYERS];

  static {
    for (int i = 0; i < LAYERS; i++) {
      SCALE[i] = (float) (EDGE[i] * 0x1p-23);
      INSIDE[i] = (int) (EDGE[i + 1] / EDGE[i] * 0x1p23);
    }
  }

  private Ziggurat() {}

  private static double[] edges() {
    double tail = Math.sqrt(2 * Math.PI) * NormalDistribution.of(0, 1).survivalProbability(TAIL);
    double area = TAIL * density(TAIL) + tail;
    double[] edge = new double[LAYERS + 1];
    edge[0] = area / density(TAIL);
    edge[1] = TAIL;
    for (int i = 2; i < LAYERS; i++) {
      edge[i] = Math.sqrt(-2 * Math.log(area / edge[i - 1] + density(edge[i - 1])));
    }
    return edge;
  }

  private static double density(double x) {
    return Math.exp(-0.5 * x * x);
  }

  /**
   * Writes a noisy copy.
   *
   * @param key of the stream the noise comes from
   * @param from where in {@code clean} the values begin
   * @param noisy gets {@code clean + sigma * noise}, as many values as it has room for
   */
  static void add(long key, float sigma, float[] clean, int from, float[] noisy) {
    SplittableRandom more = null;
    long state = key;
    long bits = 0;
    for (int i = 0; i < noisy.length; i++) {
      if ((i & 1) == 0) {
        state += GOLDEN;
        bits = mix(state);
      } else {
        bits >>>= Integer.SIZE;
      }
      int half = (int) bits;
      int layer = half & LAYERS - 1;
      int place = half >> LAYER_BITS | 1;
      float x = place * SCALE[layer];
      if (Math.abs(place) >= INSIDE[layer]) {
        more = more == null ? new SplittableRandom(key).split() : more;
        x = (float) outside(half, more);
      }
      noisy[i] = clean[from + i] + sigma * x;
    }
  }

  /** A number for a place that does not certainly lie under the curve. */
  private static double outside(int bits, RandomGenerator random) {
    for (int drawn = bits; ; drawn = random.nextInt()) {
      int layer = drawn & LAYERS - 1;
      int place = drawn >> LAYER_BITS | 1;
      double x = place * 0x1p-23 * EDGE[layer];
      if (Math.abs(place) < INSIDE[layer]) {
        return x;
      }
      if (layer == 0) {
        return Math.copySign(tail(random), x);
      }
      double height = random.nextDouble() * (HEIGHT[layer + 1] - HEIGHT[layer]) + HEIGHT[layer];
      if (height < density(x)) {
        return x;
      }
    }
  }

  /** Beyond the last edge (Marsaglia 1964). */
  private static double tail(RandomGenerator random) {
    while (true) {
      double x = -Math.log(1 - random.nextDouble()) / TAIL;
      double y = -Math.log(1 - random.nextDouble());
      if (2 * y >= x * x) {
        return TAIL + x;
      }
    }
  }

  private static long mix(long state) {
    long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}

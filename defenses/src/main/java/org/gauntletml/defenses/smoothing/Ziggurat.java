package org.gauntletml.defenses.smoothing;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Standard normal numbers by the ziggurat (Marsaglia and Tsang 2000). Commons RNG has one too, but
 * keeps the state of its generator in memory and leaves its layers more often: certificates, for
 * which noise is made a hundred thousand times each, spent twice the time on noise with it. 64 bits
 * of SplitMix (Steele et al. 2014) make two numbers: of each half 10 bits choose one of 1,024
 * layers and the other 22 the place in it (Doornik 2005), so that 4 numbers in a thousand need
 * more. Each layer has a grid of its own, none coarser than 4.1e-6 standard deviations, symmetric
 * around 0. Values are floats, as models take them.
 */
final class Ziggurat {
  private static final int LAYER_BITS = 10;
  private static final int LAYERS = 1 << LAYER_BITS;

  /** Places on either side of 0. */
  private static final double PLACES = 1 << (Integer.SIZE - 1 - LAYER_BITS);

  /** Where the tail begins, for so many layers of equal area. */
  private static final double TAIL = 4.038849846109505;

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
      SCALE[i] = (float) (EDGE[i] / PLACES);
      INSIDE[i] = (int) (EDGE[i + 1] / EDGE[i] * PLACES);
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
    SplittableRandom more = new SplittableRandom(key).split();
    long state = key;
    int last = noisy.length - 1;
    for (int i = 0; i < last; i += 2) {
      state += GOLDEN;
      long bits = mix(state);
      noisy[i] = clean[from + i] + sigma * number((int) bits, more);
      noisy[i + 1] = clean[from + i + 1] + sigma * number((int) (bits >>> Integer.SIZE), more);
    }
    if (last % 2 == 0) {
      noisy[last] = clean[from + last] + sigma * number((int) mix(state + GOLDEN), more);
    }
  }

  private static float number(int bits, RandomGenerator more) {
    int layer = bits & LAYERS - 1;
    int place = bits >> LAYER_BITS | 1;
    return Math.abs(place) < INSIDE[layer] ? place * SCALE[layer] : (float) outside(bits, more);
  }

  /** A number for a place that does not certainly lie under the curve. */
  private static double outside(int bits, RandomGenerator random) {
    for (int drawn = bits; ; drawn = random.nextInt()) {
      int layer = drawn & LAYERS - 1;
      int place = drawn >> LAYER_BITS | 1;
      double x = place / PLACES * EDGE[layer];
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

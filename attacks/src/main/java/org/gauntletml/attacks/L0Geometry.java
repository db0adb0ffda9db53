package org.gauntletml.attacks;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Rows under the number of features changed. */
record L0Geometry() implements Geometry {
  @Override
  public double sizeOf(double[] d) {
    double changed = 0;
    for (double v : d) {
      changed += v == 0 ? 0 : 1;
    }
    return changed;
  }

  /** One coordinate, as for L1: the best change of a single feature. */
  @Override
  public void ascend(float[] g) {
    new L1Geometry().ascend(g);
  }

  /** Keeps the largest {@code floor(radius)} changes, the first among equals. */
  @Override
  public void shrink(float[] d, double radius) {
    keepLargest(d, (int) Math.min(radius, d.length));
  }

  /** Every feature moves; {@link #shrink} then keeps as many as the budget allows. */
  @Override
  public void sampleInto(float[] d, RandomGenerator random) {
    new LinfGeometry().sampleInto(d, random);
  }

  /** Zeroes all but the {@code kept} largest values. */
  private static void keepLargest(float[] all, int kept) {
    float[] sorted = new float[all.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = Math.abs(all[i]);
    }
    Arrays.sort(sorted);
    float least = kept == 0 ? Float.POSITIVE_INFINITY : sorted[sorted.length - kept];
    int ties = kept;
    for (int i = sorted.length - 1; i >= 0 && sorted[i] > least; i--) {
      ties--;
    }
    for (int i = 0; i < all.length; i++) {
      boolean tied = Math.abs(all[i]) == least && ties > 0;
      ties -= tied ? 1 : 0;
      all[i] = tied || Math.abs(all[i]) > least ? all[i] : 0;
    }
  }
}

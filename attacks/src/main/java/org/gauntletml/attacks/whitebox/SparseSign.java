package org.gauntletml.attacks.whitebox;

import java.util.Arrays;

/**
 * Ascent over the L1 ball spread evenly over the largest coordinates of a gradient: less greedy
 * than the steepest direction, which moves one coordinate (Tramer and Boneh 2019, arXiv
 * 1904.13000).
 */
final class SparseSign {
  private SparseSign() {}

  /**
   * Turns a gradient into a direction of L1 norm 1; zero where the gradient is.
   *
   * @param kept how many coordinates move, 1 or more; ties move along
   */
  static void ascend(float[] gradient, int kept) {
    float[] sorted = new float[gradient.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = Math.abs(gradient[i]);
    }
    Arrays.sort(sorted);
    float least = Math.max(sorted[sorted.length - kept], Float.MIN_VALUE);
    int moved = 0;
    for (int i = sorted.length - 1; i >= 0 && sorted[i] >= least; i--) {
      moved++;
    }
    for (int i = 0; i < gradient.length; i++) {
      boolean moves = Math.abs(gradient[i]) >= least;
      gradient[i] = moves ? (float) (Math.signum((double) gradient[i]) / moved) : 0;
    }
  }
}

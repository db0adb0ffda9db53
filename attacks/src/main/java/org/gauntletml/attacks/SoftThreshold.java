package org.gauntletml.attacks;

import java.util.Arrays;

/**
 * The projection onto an L1 ball, cut by a box or not: every magnitude {@code m} shrinks to {@code
 * min(max(m - t, 0), room)}, with one threshold t for all of them (Duchi et al. 2008; with a box
 * Croce and Hein 2021, arXiv 2103.01208).
 */
final class SoftThreshold {
  private SoftThreshold() {}

  /**
   * The smallest threshold that leaves a sum of at most {@code radius}: 0 if nothing has to shrink.
   *
   * @param magnitudes absolute values, 0 or more
   * @param rooms how far each coordinate may go, 0 or more; infinite where no box limits it
   */
  static double of(double[] magnitudes, double[] rooms, double radius) {
    int n = magnitudes.length;
    double[] leaves = new double[n];
    double[] vanishes = magnitudes.clone();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      leaves[i] = Math.max(magnitudes[i] - rooms[i], 0);
      sum += Math.min(magnitudes[i], rooms[i]);
    }
    if (sum <= radius) {
      return 0;
    }
    Arrays.sort(leaves);
    Arrays.sort(vanishes);
    return sweep(leaves, vanishes, sum - radius);
  }

  /**
   * Raises the threshold from 0 until the sum has fallen by {@code excess}. A coordinate starts to
   * shrink where it leaves the box's edge, and has vanished where the threshold is its magnitude.
   */
  private static double sweep(double[] leaves, double[] vanishes, double excess) {
    double threshold = 0;
    int left = 0;
    for (int vanished = 0; vanished < vanishes.length; ) {
      boolean leaving = left < leaves.length && leaves[left] <= vanishes[vanished];
      double next = leaving ? leaves[left] : vanishes[vanished];
      int shrinking = left - vanished;
      double fall = shrinking * (next - threshold);
      if (fall >= excess) {
        return threshold + excess / shrinking;
      }
      excess -= fall;
      threshold = next;
      left += leaving ? 1 : 0;
      vanished += leaving ? 0 : 1;
    }
    return threshold;
  }
}

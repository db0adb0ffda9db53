package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import org.gauntletml.attacks.Rows;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Ascent over the L1 ball spread evenly over the largest coordinates of a gradient: less greedy
 * than the steepest direction, which moves one coordinate (Tramer and Boneh 2019, arXiv
 * 1904.13000).
 */
final class SparseSign {
  private SparseSign() {}

  /**
   * Directions of L1 norm 1; zero where the gradient is.
   *
   * @param gradient FLOAT {@code [N, ...]}; borrowed
   * @param kept how many coordinates each example moves, 1 or more; ties move along
   */
  static INDArray of(INDArray gradient, int[] kept) {
    double[][] g = Rows.doubles(gradient);
    float[] direction = new float[(int) gradient.length()];
    for (int n = 0; n < g.length; n++) {
      double[] sorted = Arrays.stream(g[n]).map(Math::abs).sorted().toArray();
      double least = Math.max(sorted[sorted.length - kept[n]], Double.MIN_VALUE);
      long moved = Arrays.stream(g[n]).filter(v -> Math.abs(v) >= least).count();
      for (int i = 0; i < sorted.length; i++) {
        boolean moves = Math.abs(g[n][i]) >= least;
        direction[n * sorted.length + i] = moves ? (float) (Math.signum(g[n][i]) / moved) : 0;
      }
    }
    return Rows.of(direction, gradient);
  }
}

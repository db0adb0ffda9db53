package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Rows;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Steps for L1 along the signs of the largest gradient coordinates (Croce and Hein 2021, arXiv
 * 2103.01208). How many adapts to how many the best point uses: two thirds of that. Where this
 * number still falls by 5% the step is one radius again and the search goes back to its best point;
 * elsewhere the step shrinks by 1.5, to a tenth of the radius at least. The number is rounded down,
 * where the authors' code rounds it up and so never reaches a single coordinate, and what a
 * projection left of a coordinate by rounding does not count.
 */
final class SparseSteps extends StepControl {
  private static final double SHRINK = 1.5;
  private static final double DUST = 1e-6;

  private final double radius;
  private final double[] size;
  private final double[] fraction;
  private final double[] used;

  /**
   * @param perturbation that the search starts from, to adapt the steps to; null to start with a
   *     fifth of the coordinates
   */
  SparseSteps(
      double radius, int steps, int[] rows, double[] losses, @Nullable INDArray perturbation) {
    super(CheckpointSchedule.even(steps), rows, losses);
    this.radius = radius;
    size = new double[best.length];
    Arrays.fill(size, radius);
    fraction = new double[best.length];
    Arrays.fill(fraction, 0.2);
    used = new double[best.length];
    Arrays.fill(used, Double.POSITIVE_INFINITY);
    if (perturbation != null) {
      lookBack(rows, perturbation);
    }
  }

  @Override
  void step(float[] point, float[] gradient, int row) {
    SparseSign.ascend(gradient, Math.max(1, (int) (fraction[row] * gradient.length + 1e-9)));
    Rows.move(point, size[row], gradient);
  }

  @Override
  double newShare() {
    return 1;
  }

  @Override
  boolean[] lookBack(int[] rows, INDArray bestPerturbation) {
    double[] uses =
        Norm.L0.sizes(
            Transforms.abs(bestPerturbation, true).gt(DUST).castTo(bestPerturbation.dataType()));
    double features = (double) bestPerturbation.length() / rows.length;
    boolean[] back = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int row = rows[i];
      back[i] = uses[i] / used[row] < 0.95;
      size[row] = back[i] ? radius : Math.max(size[row] / SHRINK, radius / 10);
      fraction[row] = uses[i] / features / SHRINK;
      used[row] = uses[i];
    }
    return back;
  }
}

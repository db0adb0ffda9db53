package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Rows;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Steps of twice the radius in the steepest direction, halved at a checkpoint where the loss rose
 * in at most 75% of the period's steps, or where nothing was halved last time and the best loss is
 * still the same (Croce and Hein 2020, arXiv 2003.01690). The first rise is counted against the
 * starting point, where the authors' code compares with an unwritten zero.
 */
final class StepHalving extends StepControl {
  private static final double RHO = 0.75;

  private final Norm norm;
  private final double[] size;
  private final double[] last;
  private final double[] bestBefore;
  private final int[] rises;
  private final boolean[] halved;

  StepHalving(Norm norm, double radius, int steps, int[] rows, double[] losses) {
    super(CheckpointSchedule.shrinking(steps), rows, losses);
    this.norm = norm;
    size = new double[best.length];
    Arrays.fill(size, 2 * radius);
    last = best.clone();
    bestBefore = best.clone();
    rises = new int[best.length];
    halved = new boolean[best.length];
    Arrays.fill(halved, true);
  }

  @Override
  void step(float[] point, float[] gradient, int row) {
    norm.ascend(gradient);
    Rows.move(point, size[row], gradient);
  }

  @Override
  double newShare() {
    return 0.75;
  }

  @Override
  boolean[] note(int[] rows, double[] losses) {
    for (int i = 0; i < rows.length; i++) {
      rises[rows[i]] += losses[i] > last[rows[i]] ? 1 : 0;
      last[rows[i]] = losses[i];
    }
    return super.note(rows, losses);
  }

  @Override
  boolean[] lookBack(int[] rows, INDArray bestPerturbation) {
    boolean[] back = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int row = rows[i];
      boolean oscillating = rises[row] <= RHO * period();
      boolean stuck = !halved[row] && bestBefore[row] >= best[row];
      back[i] = oscillating || stuck;
      halved[row] = back[i];
      size[row] /= back[i] ? 2 : 1;
      bestBefore[row] = best[row];
      rises[row] = 0;
    }
    return back;
  }
}

package org.gauntletml.attacks.baseline;

import java.util.Arrays;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Standing;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Ever stronger corruptions of each example, from none at 0 to the strongest at 1. */
@FunctionalInterface
interface Path {
  /** The points of these examples at these strengths, in the box; fresh. */
  INDArray at(double[] strengths, int[] rows);

  /**
   * Looks for the weakest corruption that is adversarial: strengths in equal steps up to the first
   * success of each example, then between it and the last failure by halving.
   *
   * @param steps from 0 to 1, without 0
   * @param halvings of one step
   */
  default void search(LabelTarget target, int steps, int halvings) {
    int[] rows = target.active();
    for (int step = 1; step <= steps && rows.length > 0; step++) {
      double[] strengths = new double[rows.length];
      Arrays.fill(strengths, (double) step / steps);
      boolean[] fell = target.adversarial(at(strengths, rows), rows);
      halve(target, Standing.where(rows, n -> fell[n]).rows(), step, steps, halvings);
      rows = target.standing(rows, n -> !fell[n]).rows();
    }
  }

  private void halve(LabelTarget target, int[] fallen, int step, int steps, int halvings) {
    int[] rows = target.standing(fallen).rows();
    double[] high = new double[rows.length];
    Arrays.fill(high, (double) step / steps);
    double[] low = new double[rows.length];
    Arrays.fill(low, (step - 1.0) / steps);
    for (int i = 0; i < halvings && rows.length > 0; i++) {
      double[] middle = new double[rows.length];
      for (int n = 0; n < rows.length; n++) {
        middle[n] = (low[n] + high[n]) / 2;
      }
      boolean[] fell = target.adversarial(at(middle, rows), rows);
      for (int n = 0; n < rows.length; n++) {
        if (fell[n]) {
          high[n] = middle[n];
        } else {
          low[n] = middle[n];
        }
      }
      Standing standing = target.standing(rows);
      rows = standing.rows();
      low = standing.of(low);
      high = standing.of(high);
    }
  }
}

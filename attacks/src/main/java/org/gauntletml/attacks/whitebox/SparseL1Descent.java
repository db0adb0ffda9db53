package org.gauntletml.attacks.whitebox;

import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.Standing;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.FloatRows;
import org.gauntletml.models.LogitLoss;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Projected L1 ascent in steps along the signs of the largest gradient coordinates (Tramer and
 * Boneh 2019, arXiv 1904.13000). Deviation from the authors: the projection is the exact one onto
 * ball and box, not a rescaling.
 *
 * @param kept fraction of the coordinates that move in a step, in (0, 1]; at least one does
 */
public record SparseL1Descent(Norm norm, LogitLoss loss, int steps, StepRule step, double kept)
    implements WhiteBoxAttack {
  public SparseL1Descent {
    norm.among("sparse L1 descent", Norm.L1);
    if (steps < 1 || !(kept > 0 && kept <= 1)) {
      throw BadInput.of(
          "sparse L1 descent",
          "1 or more steps and a fraction in (0, 1] of coordinates",
          steps + " and " + kept);
    }
  }

  /** 20 steps of a tenth of epsilon along 1% of the coordinates. */
  public static SparseL1Descent of(Norm norm) {
    return new SparseL1Descent(norm, new CrossEntropy(), 20, StepRule.perEpsilon(0.1), 0.01);
  }

  @Override
  public void run(GradientTarget target, RandomStreams random) {
    double length = step.length(target.threat().bound(), steps);
    int moving = (int) Math.max(1, Math.ceil(kept * target.input().features() - 1e-9));
    int[] rows = target.active();
    INDArray x = target.originals(rows);
    for (int i = 0; i < steps && rows.length > 0; i++) {
      INDArray gradient = target.ascend(x, rows, loss).gradient();
      Standing standing = target.standing(rows);
      rows = standing.rows();
      x = standing.of(x);
      if (rows.length > 0) {
        INDArray moved =
            FloatRows.each(
                (n, point) -> {
                  SparseSign.ascend(point[1], moving);
                  Rows.move(point[0], length, point[1]);
                },
                x,
                standing.of(gradient));
        x = target.project(moved, rows);
      }
    }
    if (rows.length > 0) {
      target.labels(x, rows);
    }
  }
}

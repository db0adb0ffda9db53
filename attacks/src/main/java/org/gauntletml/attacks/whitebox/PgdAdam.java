package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import org.gauntletml.attacks.Adam;
import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.Standing;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.LogitLoss;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Projected gradient ascent by Adam (Kingma and Ba 2015, arXiv 1412.6980; as an attack Uesato et
 * al. 2018, arXiv 1802.05666). Gradients are first scaled to a mean magnitude of 1 per example, so
 * that Adam's small constant means the same for every model. For Linf only: Adam makes coordinates
 * of any gradient equally large, which is steepest ascent in no other norm.
 *
 * @param step length of a step where all gradients agree
 */
public record PgdAdam(
    Norm norm, LogitLoss loss, int steps, StepRule step, boolean randomStart, int restarts)
    implements WhiteBoxAttack {
  public PgdAdam {
    norm.among("PGD with Adam", Norm.LINF);
    if (steps < 1 || restarts < 1) {
      throw BadInput.of(
          "PGD with Adam", "1 or more steps and restarts", steps + " and " + restarts);
    }
  }

  /** 50 steps of a fortieth of epsilon from one random start. */
  public static PgdAdam of(Norm norm) {
    return new PgdAdam(norm, new CrossEntropy(), 50, StepRule.perEpsilon(0.025), true, 1);
  }

  @Override
  public void run(GradientTarget target, RandomStreams random) {
    for (int restart = 0; restart < restarts; restart++) {
      climb(target, random.restart(restart));
    }
  }

  private void climb(GradientTarget target, RandomStreams random) {
    double epsilon = target.threat().bound();
    int[] rows = target.active();
    if (rows.length == 0) {
      return;
    }
    INDArray x = target.originals(rows);
    if (randomStart) {
      x = target.project(random.ball(rows, target.input(), norm).muli(epsilon).addi(x), rows);
    }
    Adam adam = new Adam(step.length(epsilon, steps), x);
    for (int i = 0; i < steps && rows.length > 0; i++) {
      INDArray gradient = target.ascend(x, rows, loss).gradient();
      Standing standing = target.standing(rows);
      rows = standing.rows();
      x = standing.of(x);
      if (rows.length > 0) {
        adam.keep(standing);
        x = target.project(adam.step(scaled(standing.of(gradient))).addi(x), rows);
      }
    }
    if (rows.length > 0) {
      target.labels(x, rows);
    }
  }

  private static INDArray scaled(INDArray gradient) {
    double features = (double) gradient.length() / gradient.size(0);
    double[] scale =
        Arrays.stream(Norm.L1.sizes(gradient))
            .map(size -> size > 0 ? features / size : 0)
            .toArray();
    return gradient.mul(Rows.column(scale, gradient));
  }
}

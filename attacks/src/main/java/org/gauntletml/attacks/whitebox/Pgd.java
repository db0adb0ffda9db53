package org.gauntletml.attacks.whitebox;

import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Standing;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.LogitLoss;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Projected gradient descent (Madry et al. 2018, arXiv 1706.06083). Without a random start it is
 * the basic iterative method (Kurakin et al. 2017, arXiv 1607.02533). An example leaves at its
 * first success; restarts go on with those still standing. Deviation from the authors: a gradient
 * coordinate that points out of the box at its edge takes no part in an L2 or L1 step, which would
 * be spent on a move that clipping undoes.
 *
 * @param step length of a step
 * @param randomStart whether to start from a uniform point of the ball
 * @param restarts independent runs, 1 or more
 */
public record Pgd(
    Norm norm, LogitLoss loss, int steps, StepRule step, boolean randomStart, int restarts)
    implements WhiteBoxAttack {
  public Pgd {
    if (steps < 1 || restarts < 1) {
      throw BadInput.of("PGD", "1 or more steps and restarts", steps + " and " + restarts);
    }
  }

  /** 40 steps by Madry's rule from one random start. */
  public static Pgd of(Norm norm) {
    return new Pgd(norm, new CrossEntropy(), 40, StepRule.travel(2.5), true, 1);
  }

  /** The basic iterative method: 10 steps of a fifth of epsilon from the example itself. */
  public static Pgd basicIterative(Norm norm) {
    return new Pgd(norm, new CrossEntropy(), 10, StepRule.perEpsilon(0.2), false, 1);
  }

  @Override
  public long mostQueries() {
    return restarts * (steps + 1L);
  }

  @Override
  public void run(GradientTarget target, RandomStreams random) {
    for (int restart = 0; restart < restarts; restart++) {
      climb(target, random.restart(restart));
    }
  }

  private void climb(GradientTarget target, RandomStreams random) {
    double epsilon = target.threat().bound();
    double length = step.length(epsilon, steps);
    int[] rows = target.active();
    INDArray origin = target.originals(rows);
    INDArray x = target.originals(rows);
    if (randomStart && rows.length > 0) {
      x = target.project(random.ball(rows, target.input(), norm).muli(epsilon).addi(x), rows);
    }
    for (int i = 0; i < steps && rows.length > 0; i++) {
      try (INDArray gradient = target.ascend(x, rows, loss).gradient()) {
        Standing standing = target.standing(rows);
        rows = standing.rows();
        x = standing.of(x);
        origin = standing.of(origin);
        if (rows.length > 0) {
          norm.climb(x, standing.of(gradient), origin, length, epsilon, target.input());
        }
      }
    }
    if (rows.length > 0) {
      target.labels(x, rows);
    }
  }
}

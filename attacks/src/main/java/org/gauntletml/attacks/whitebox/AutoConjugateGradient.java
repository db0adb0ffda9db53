package org.gauntletml.attacks.whitebox;

import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.GradientTarget.Ascent;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.Standing;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.FloatRows;
import org.gauntletml.models.LogitLoss;
import org.gauntletml.models.Margin;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Auto conjugate gradient (Yamamura et al. 2022, arXiv 2206.09628): APGD's checkpoints and halved
 * steps, but along conjugate directions {@code s = g + beta s'}, on the margin. The first run
 * starts in the middle of the feasible set, others at random. The coefficient is that of Hestenes
 * and Stiefel, with the sign of the authors' code, with which their figures were made: {@code beta
 * = max(0, <g, g - g'> / <s', g - g'>)} for gradients g of what is maximised, where textbooks have
 * a minus before the fraction. Where the gradient has not changed it is 0, not NaN.
 *
 * @param restarts runs in all, 1 or more
 */
public record AutoConjugateGradient(Norm norm, LogitLoss loss, int steps, int restarts)
    implements WhiteBoxAttack {
  public AutoConjugateGradient {
    norm.among("ACG", Norm.LINF, Norm.L2);
    if (steps < 1 || restarts < 1) {
      throw BadInput.of("ACG", "1 or more steps and restarts", steps + " and " + restarts);
    }
  }

  /** 100 steps, 5 runs. */
  public static AutoConjugateGradient of(Norm norm) {
    return new AutoConjugateGradient(norm, new Margin(), 100, 5);
  }

  @Override
  public void run(GradientTarget target, RandomStreams random) {
    for (int restart = 0; restart < restarts; restart++) {
      climb(target, restart, random.restart(restart));
    }
  }

  /** A point, its gradient, and the direction and the gradient that led to it. */
  private record Iterate(INDArray x, INDArray gradient, INDArray direction, INDArray before) {
    Iterate of(Standing standing) {
      return new Iterate(
          standing.of(x), standing.of(gradient), standing.of(direction), standing.of(before));
    }

    Iterate where(boolean[] taken, Iterate other) {
      return new Iterate(
          Rows.choose(taken, x, other.x),
          Rows.choose(taken, gradient, other.gradient),
          Rows.choose(taken, direction, other.direction),
          Rows.choose(taken, before, other.before));
    }
  }

  private void climb(GradientTarget target, int restart, RandomStreams random) {
    int[] rows = target.active();
    if (rows.length == 0) {
      return;
    }
    double epsilon = target.threat().bound();
    INDArray x = start(target, rows, restart, random);
    Ascent at = target.ascend(x, rows, loss);
    StepControl control = new StepHalving(norm, epsilon, steps, rows, at.losses());
    Iterate now = new Iterate(x, at.gradient(), at.gradient(), at.gradient());
    Iterate best = now;
    for (int i = 0; i < steps; i++) {
      Standing standing = target.standing(rows);
      rows = standing.rows();
      if (rows.length == 0) {
        return;
      }
      now = now.of(standing);
      INDArray direction = i == 0 ? now.gradient : conjugate(now);
      x = target.project(moved(control, rows, now.x, direction), rows);
      at = target.ascend(x, rows, loss);
      now = new Iterate(x, at.gradient(), direction, now.gradient);
      best = now.where(control.note(rows, at.losses()), best.of(standing));
      if (control.atCheckpoint()) {
        now = best.where(control.lookBack(rows, best.x), now);
      }
    }
  }

  private static INDArray moved(StepControl control, int[] rows, INDArray x, INDArray direction) {
    return FloatRows.each((n, at) -> control.step(at[0], at[1], rows[n]), x, direction);
  }

  private INDArray start(GradientTarget target, int[] rows, int restart, RandomStreams random) {
    double epsilon = target.threat().bound();
    INDArray x = target.originals(rows);
    return restart == 0
        ? target.project(x.add(epsilon), rows).addi(target.project(x.sub(epsilon), rows)).muli(0.5)
        : target.project(random.ball(rows, target.input(), norm).muli(epsilon).addi(x), rows);
  }

  private static INDArray conjugate(Iterate now) {
    INDArray change = now.gradient.sub(now.before);
    double[] along = Rows.products(now.gradient, change);
    double[] across = Rows.products(now.direction, change);
    double[] beta = new double[along.length];
    for (int n = 0; n < beta.length; n++) {
      beta[n] = across[n] == 0 ? 0 : Math.max(0, along[n] / across[n]);
    }
    return now.direction.mul(Rows.column(beta, change)).addi(now.gradient);
  }
}

package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.GradientTarget.Ascent;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Standing;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Margin;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fast minimum-norm attack (Pintor et al. 2021, arXiv 2102.12827) for every norm: a step along the
 * unit gradient of the logit margin, then a projection onto a ball whose radius is searched at the
 * same time. Until the first success the radius is the distance to the linearised boundary; after
 * it, a fraction gamma less where the last point was adversarial, more where not; for L0 it changes
 * by a whole feature at least, from one feature on. Both the step and gamma fall along a cosine, to
 * a hundredth and a fiftieth of their first value.
 *
 * <p>Deviations from the authors' code: the L2 projection only ever shrinks, as in the paper, where
 * the code also stretches; the L1 projection knows the box; the first radii reach a fraction gamma
 * beyond the linearised boundary, since a point exactly on it never is adversarial where the model
 * is linear; gradient coordinates that point out of the box at its edge take no part, or where
 * there are many of them clipping would undo every step; steps are in widths of the box, which is 1
 * for the authors.
 *
 * @param step first step size, in widths of the box
 * @param gamma first change of the radius, between 0 and 1
 */
public record FastMinimumNorm(Norm norm, int steps, double step, double gamma)
    implements WhiteBoxAttack {
  public FastMinimumNorm {
    if (steps < 1) {
      throw BadInput.of("FMN steps", "1 or more", steps);
    }
    if (!(step > 0)) {
      throw BadInput.of("FMN step", "a positive number", step);
    }
    if (!(gamma > 0 && gamma < 1)) {
      throw BadInput.of("FMN gamma", "a number between 0 and 1", gamma);
    }
  }

  /** 100 steps of the authors' size. */
  public static FastMinimumNorm of(Norm norm) {
    return new FastMinimumNorm(norm, 100, 1, 0.05);
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  @Override
  public void run(GradientTarget target, RandomStreams random) {
    int[] rows = target.active();
    if (rows.length == 0) {
      return;
    }
    InputSpec box = target.input();
    double width = box.upper() - box.lower();
    CosineDecay length = new CosineDecay(step * width, step * width / 100);
    CosineDecay change = new CosineDecay(gamma, gamma / 50);
    INDArray origin = target.originals(rows);
    INDArray x = origin;
    double[] reach = norm.reach(origin, box);
    double[] radius = new double[rows.length];
    Arrays.fill(radius, norm == Norm.L0 ? 1 : Double.POSITIVE_INFINITY);
    double[] best = new double[rows.length];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    for (int i = 0; i < steps; i++) {
      Ascent ascent = target.ascend(x, rows, new Margin());
      INDArray inward = box.inward(ascent.gradient(), x);
      double[] distance = norm.distances(x, origin);
      double[] boundary = boundary(inward, ascent.losses(), distance);
      for (int n = 0; n < rows.length; n++) {
        boolean fell = ascent.adversarial()[n];
        best[n] = fell ? Math.min(best[n], distance[n]) : best[n];
        double next = next(radius[n], fell, best[n], boundary[n], change.at(i, steps));
        radius[n] = Math.min(next, reach[n]);
      }
      Standing standing = target.standing(rows);
      rows = standing.rows();
      if (rows.length == 0) {
        return;
      }
      origin = standing.of(origin);
      reach = standing.of(reach);
      radius = standing.of(radius);
      best = standing.of(best);
      INDArray ahead = Norm.L2.ascent(standing.of(inward)).muli(length.at(i, steps));
      x = norm.project(ahead.addi(standing.of(x)), origin, radius, box);
    }
  }

  /** Distances to the decision boundary of the linearised model; L0 has none. */
  private double[] boundary(INDArray slopes, double[] losses, double[] distance) {
    double[] boundary = distance.clone();
    if (norm != Norm.L0) {
      double[] slope = norm.dual().sizes(slopes);
      Arrays.setAll(
          boundary,
          n ->
              slope[n] > 0
                  ? distance[n] + Math.abs(losses[n]) / slope[n]
                  : Double.POSITIVE_INFINITY);
    }
    return boundary;
  }

  private double next(double radius, boolean fell, double best, double boundary, double gamma) {
    if (norm == Norm.L0) {
      return fell
          ? Math.max(0, Math.min(Math.min(radius - 1, Math.floor(radius * (1 - gamma))), best))
          : Math.max(radius + 1, Math.floor(radius * (1 + gamma)));
    }
    if (fell) {
      return Math.min(radius * (1 - gamma), best);
    }
    return (1 + gamma) * (best < Double.POSITIVE_INFINITY ? radius : boundary);
  }
}

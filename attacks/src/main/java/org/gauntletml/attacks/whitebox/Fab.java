package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rivals;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.Standing;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Linearization;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fast adaptive boundary attack (Croce and Hein 2020, arXiv 1907.02044), of minimum norm: steps
 * onto the linear model of the decision boundary, drawn toward the example, and back toward it
 * after every success. Random starts lie within half the best distance so far, as in the paper; the
 * authors' code takes half of epsilon.
 *
 * @param alphaMax largest weight of the example in a step
 * @param overshoot how far a step goes beyond the boundary, as a factor
 * @param backward which part of a successful perturbation to go on from
 * @param targets 0 to look for the nearest boundary at every step; else the search is repeated
 *     toward so many classes, the highest clean logits first (FAB-T). Success stays the criterion's
 * @param radius of the ball of random starts where the threat model has no epsilon
 */
public record Fab(
    Norm norm,
    int steps,
    int restarts,
    double alphaMax,
    double overshoot,
    double backward,
    int targets,
    double radius)
    implements WhiteBoxAttack {
  private static final double TINY = 1e-8;

  public Fab {
    norm.among("FAB", Norm.LINF, Norm.L2, Norm.L1);
    if (steps < 1 || restarts < 1 || targets < 0) {
      throw BadInput.of(
          "FAB",
          "1 or more steps and restarts and 0 or more targets",
          steps + ", " + restarts + " and " + targets);
    }
    if (!(alphaMax >= 0 && alphaMax <= 1 && overshoot >= 1 && backward > 0 && backward <= 1)) {
      throw BadInput.of(
          "FAB",
          "alphaMax in [0, 1], overshoot of 1 or more and backward in (0, 1]",
          alphaMax + ", " + overshoot + " and " + backward);
    }
    if (!(radius > 0)) {
      throw BadInput.of("FAB", "a positive radius of random starts", radius);
    }
  }

  /** 100 steps from the example itself. */
  public static Fab of(Norm norm) {
    return new Fab(norm, 100, 1, 0.1, 1.05, 0.9, 0, customaryRadius(norm));
  }

  /** 100 steps toward each of 9 classes. */
  public static Fab targeted(Norm norm) {
    return new Fab(norm, 100, 1, 0.1, 1.05, 0.9, 9, customaryRadius(norm));
  }

  /** The same with so many steps. */
  public Fab steps(int steps) {
    return new Fab(norm, steps, restarts, alphaMax, overshoot, backward, targets, radius);
  }

  private static double customaryRadius(Norm norm) {
    return norm == Norm.LINF ? 0.3 : norm == Norm.L2 ? 1 : 5;
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  /** The boundary to step onto. */
  private interface Guide {
    Boundary at(Linearization forward, int[] rows);
  }

  @Override
  public void run(GradientTarget target, RandomStreams random) {
    if (targets == 0) {
      for (int restart = 0; restart < restarts; restart++) {
        Guide nearest =
            (forward, rows) -> Boundary.nearest(target, forward, rows, norm, Integer.MAX_VALUE);
        search(target, restart, random.restart(restart), nearest);
      }
      return;
    }
    Rivals rivals = target.rivals(targets);
    for (int run = 0; run < rivals.count() * restarts; run++) {
      int rank = run / restarts;
      Guide rival =
          (forward, rows) -> Boundary.toward(target, forward, rows, rivals.of(rows, rank));
      search(target, run % restarts, random.restart(run), rival);
    }
  }

  private void search(GradientTarget target, int restart, RandomStreams random, Guide guide) {
    int[] rows = target.active();
    INDArray x = restart == 0 ? target.originals(rows) : start(target, rows, random);
    for (int i = 0; i < steps; i++) {
      Standing standing = target.standing(rows);
      rows = standing.rows();
      if (rows.length == 0) {
        return;
      }
      x = standing.of(x);
      INDArray clean = target.originals(rows);
      x = step(target, x, clean, rows, guide);
      boolean[] adversarial = target.adversarial(x, rows);
      x = Rows.choose(adversarial, x.sub(clean).muli(backward).addi(clean), x);
    }
  }

  private INDArray start(GradientTarget target, int[] rows, RandomStreams random) {
    if (rows.length == 0) {
      return target.originals(rows);
    }
    double bound = target.threat().bound();
    double widest = Double.isInfinite(bound) ? radius : bound;
    double[] lengths =
        Arrays.stream(target.bestDistances(rows)).map(best -> Math.min(best, widest) / 2).toArray();
    INDArray d = random.sphere(rows, target.input(), norm);
    return target.input().clip(d.muli(Rows.column(lengths, d)).addi(target.originals(rows)));
  }

  private INDArray step(
      GradientTarget target, INDArray x, INDArray clean, int[] rows, Guide guide) {
    Boundary boundary;
    try (Linearization forward = target.linearize(x, rows)) {
      boundary = guide.at(forward, rows);
    }
    INDArray onward = boundary.move(norm, x, x, target.input());
    INDArray fromClean = boundary.move(norm, clean, x, target.input());
    double[] near = norm.sizes(onward);
    double[] far = norm.sizes(fromClean);
    double[] alpha = new double[rows.length];
    for (int n = 0; n < alpha.length; n++) {
      double ahead = Math.max(near[n], TINY);
      alpha[n] = Math.min(ahead / (ahead + Math.max(far[n], TINY)), alphaMax);
    }
    INDArray weight = Rows.column(alpha, x);
    INDArray drawn = fromClean.muli(overshoot).addi(clean).muli(weight);
    INDArray moved = onward.muli(overshoot).addi(x).muli(weight.rsub(1)).addi(drawn);
    return target.input().clip(moved);
  }
}

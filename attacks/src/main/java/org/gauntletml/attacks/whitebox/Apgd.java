package org.gauntletml.attacks.whitebox;

import java.util.List;
import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.GradientTarget.Ascent;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rivals;
import org.gauntletml.attacks.Standing;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.Dlr;
import org.gauntletml.models.FloatRows;
import org.gauntletml.models.LogitLoss;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Auto-PGD (Croce and Hein 2020, arXiv 2003.01690; for L1 2021, arXiv 2103.01208): projected
 * gradient ascent with momentum that needs no step size, since each example's own is adapted at
 * checkpoints, from where the search may go on at its best point. Deviations from the authors' code
 * are in {@link StepHalving}; examples leave at their first success.
 *
 * @param targets 0 to leave the true class; else the search is repeated toward so many of the other
 *     classes, the highest clean logits first (APGD-T). Success stays the criterion's
 * @param wideStart first search balls of three and two epsilons, for 30% of the steps each
 */
public record Apgd(
    Norm norm, LogitLoss loss, int steps, int restarts, int targets, boolean wideStart)
    implements WhiteBoxAttack {
  public Apgd {
    norm.among("APGD", Norm.LINF, Norm.L2, Norm.L1);
    if (steps < 1 || restarts < 1 || targets < 0) {
      throw BadInput.of(
          "APGD",
          "1 or more steps and restarts and 0 or more targets",
          steps + ", " + restarts + " and " + targets);
    }
  }

  /** On the cross-entropy, as AutoAttack runs it: 100 steps; for L1 5 restarts and a wide start. */
  public static Apgd of(Norm norm) {
    return new Apgd(norm, new CrossEntropy(), 100, norm == Norm.L1 ? 5 : 1, 0, norm == Norm.L1);
  }

  /** On the DLR loss. */
  public static Apgd dlr(Norm norm) {
    return new Apgd(norm, new Dlr(), 100, norm == Norm.L1 ? 5 : 1, 0, norm == Norm.L1);
  }

  /** On the targeted DLR loss, toward 9 classes, for L1 toward 5. */
  public static Apgd targeted(Norm norm) {
    return new Apgd(norm, new Dlr(), 100, 1, norm == Norm.L1 ? 5 : 9, norm == Norm.L1);
  }

  @Override
  public List<String> notes(int classes) {
    LogitLoss used = targets == 0 ? loss.leaving(classes) : loss.reaching(classes);
    return used.equals(loss)
        ? List.of()
        : List.of(used + " stands in for " + loss + ", undefined for " + classes + " classes");
  }

  @Override
  public long mostQueries() {
    int wide = wideStart ? wide() : 0;
    long climb = wideStart ? 2L * (wide + 1) + Math.max(1, steps - 2 * wide) + 1 : steps + 1L;
    return targets == 0 ? restarts * climb : 1 + (long) targets * restarts * climb;
  }

  /** What a climb ascends. */
  private interface Objective {
    Ascent at(INDArray points, int[] rows);
  }

  @Override
  public void run(GradientTarget target, RandomStreams random) {
    if (targets == 0) {
      for (int restart = 0; restart < restarts; restart++) {
        search(target, random.restart(restart), (x, rows) -> target.ascend(x, rows, loss));
      }
      return;
    }
    Rivals rivals = target.rivals(targets);
    for (int run = 0; run < rivals.count() * restarts; run++) {
      int rank = run / restarts;
      search(
          target,
          random.restart(run),
          (x, rows) -> target.ascend(x, rows, loss, rivals.of(rows, rank)));
    }
  }

  /** Steps in each of the two wider balls. */
  private int wide() {
    return (int) Math.ceil(0.3 * steps);
  }

  private void search(GradientTarget target, RandomStreams random, Objective goal) {
    double epsilon = target.threat().bound();
    int wide = wide();
    if (wideStart) {
      Reached reached = start(target, random, 3 * epsilon);
      reached = climb(target, reached, 3 * epsilon, wide, goal);
      reached = climb(target, reached, 2 * epsilon, wide, goal);
      climb(target, reached, epsilon, Math.max(1, steps - 2 * wide), goal);
    } else {
      climb(target, start(target, random, epsilon), epsilon, steps, goal);
    }
  }

  /** Points of the examples still standing. */
  private record Reached(int[] rows, INDArray points) {}

  /** A point on the sphere; for L1 Gaussian noise as wide as the box, projected. */
  private Reached start(GradientTarget target, RandomStreams random, double radius) {
    int[] rows = target.active();
    if (rows.length == 0) {
      return new Reached(rows, target.originals(rows));
    }
    INDArray d =
        norm == Norm.L1
            ? random
                .gaussian(rows, target.input())
                .muli(target.input().upper() - target.input().lower())
            : random.sphere(rows, target.input(), norm).muli(radius);
    return new Reached(rows, target.project(d.addi(target.originals(rows)), rows, radius));
  }

  private Reached climb(
      GradientTarget target, Reached from, double radius, int steps, Objective goal) {
    int[] rows = from.rows();
    if (rows.length == 0) {
      return from;
    }
    INDArray origin = target.originals(rows);
    INDArray x = target.project(from.points(), rows, radius);
    Ascent at = goal.at(x, rows);
    StepControl control = control(x.sub(origin), rows, at, radius, steps);
    INDArray previous = x.dup();
    INDArray gradient = at.gradient();
    INDArray best = x.dup();
    INDArray bestGradient = gradient.dup();
    for (int i = 0; i < steps; i++) {
      Standing standing = target.standing(rows);
      rows = standing.rows();
      if (rows.length == 0) {
        return new Reached(rows, best);
      }
      x = standing.of(x);
      origin = standing.of(origin);
      best = standing.of(best);
      bestGradient = standing.of(bestGradient);
      previous = standing.of(previous);
      double share = i == 0 ? 1 : control.newShare();
      FloatRows.change(
          new Momentum(norm, control, rows, share, radius, target.input()),
          previous,
          x,
          x,
          standing.of(gradient),
          origin);
      gradient.close();
      INDArray moved = previous;
      previous = x;
      x = moved;
      at = goal.at(x, rows);
      gradient = at.gradient();
      boolean[] improved = control.note(rows, at.losses());
      FloatRows.overwrite(improved, x, best);
      FloatRows.overwrite(improved, gradient, bestGradient);
      if (control.atCheckpoint()) {
        boolean[] back = control.lookBack(rows, best.sub(origin));
        FloatRows.overwrite(back, best, x);
        FloatRows.overwrite(back, bestGradient, gradient);
      }
    }
    Standing standing = target.standing(rows);
    return new Reached(standing.rows(), standing.of(best));
  }

  private StepControl control(INDArray d, int[] rows, Ascent at, double radius, int steps) {
    return norm == Norm.L1
        ? new SparseSteps(radius, steps, rows, at.losses(), wideStart ? d : null)
        : new StepHalving(norm, radius, steps, rows, at.losses());
  }
}

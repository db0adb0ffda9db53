package org.gauntletml.attacks.scorebased;

import java.util.Arrays;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.ScoreTarget;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LogitLoss;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The point of the highest loss of every example so far, for searches that only go up. */
final class Best {
  private final float[][] originals;
  private final float[][] points;
  private final double[] losses;
  private final boolean[] raised;

  /** A change of a perturbation, in place. */
  @FunctionalInterface
  interface Proposal {
    void change(int row, float[] delta);
  }

  private Best(int count) {
    originals = new float[count][];
    points = new float[count][];
    losses = new double[count];
    raised = new boolean[count];
    Arrays.fill(losses, Double.NEGATIVE_INFINITY);
  }

  /** Starts at the unperturbed active examples, about which nothing has been asked. */
  static Best of(ScoreTarget target) {
    int[] rows = target.active();
    if (rows.length == 0) {
      return new Best(0);
    }
    Best best = new Best(rows[rows.length - 1] + 1);
    float[][] originals = Rows.floats(target.originals(rows));
    for (int i = 0; i < rows.length; i++) {
      best.originals[rows[i]] = originals[i];
      best.points[rows[i]] = originals[i];
    }
    return best;
  }

  /** Whether the last point asked about was the best so far. */
  boolean raised(int row) {
    return raised[row];
  }

  /** Asks about a changed perturbation of each example; returns those still standing. */
  int[] ask(ScoreTarget target, LogitLoss loss, int[] rows, Proposal proposal) {
    InputSpec box = target.input();
    float[][] asked = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      asked[i] = proposed(rows[i], proposal, box);
    }
    double[] found;
    try (INDArray logits = target.logits(asked, rows)) {
      found = target.criterion().loss(loss, logits, target.trueLabels(rows), rows).losses();
    }
    for (int i = 0; i < rows.length; i++) {
      raised[rows[i]] = found[i] > losses[rows[i]];
      if (raised[rows[i]]) {
        losses[rows[i]] = found[i];
        points[rows[i]] = asked[i];
      }
    }
    return target.standing(rows).rows();
  }

  private float[] proposed(int row, Proposal proposal, InputSpec box) {
    float[] x = originals[row];
    float[] best = points[row];
    float[] point = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      point[i] = best[i] - x[i];
    }
    proposal.change(row, point);
    float low = (float) box.lower();
    float high = (float) box.upper();
    for (int i = 0; i < x.length; i++) {
      point[i] = Math.max(low, Math.min(high, x[i] + point[i]));
    }
    return point;
  }
}

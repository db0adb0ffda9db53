package org.gauntletml.attacks.whitebox;

import java.util.Objects;
import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Rows;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The linear model of a decision boundary at each of several points: beyond it another class wins.
 *
 * @param gaps logit of that class minus the logit of the class that has to lose, per point
 * @param normals gradients of the gaps, FLOAT {@code [M, input...]}
 */
record Boundary(double[] gaps, INDArray normals) {
  private static final double TINY = 1e-12;

  /**
   * The nearest boundary by the linear model: one pullback for every class considered.
   *
   * @param forward at the points, asked of {@code target}
   * @param most classes considered of those that may win, the highest logits first
   */
  static Boundary nearest(
      GradientTarget target, Linearization forward, int[] rows, Norm norm, int most) {
    double[][] z = Logits.rows(forward.logits());
    int[] labels = target.trueLabels(rows);
    int[][] aims = new int[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      aims[i] = target.criterion().challengers(z[i], labels[i], rows[i]);
    }
    Boundary nearest = null;
    for (int rank = 0; rank < Math.min(most, aims[0].length); rank++) {
      int[] ranked = new int[rows.length];
      for (int i = 0; i < rows.length; i++) {
        ranked[i] = aims[i][rank];
      }
      Boundary next = toward(target, forward, rows, ranked);
      nearest = nearest == null ? next : nearest.orNearer(next, norm);
    }
    return Objects.requireNonNull(nearest);
  }

  /** The boundary to the classes {@code aims}, one per point: one pullback. */
  static Boundary toward(GradientTarget target, Linearization forward, int[] rows, int[] aims) {
    double[][] z = Logits.rows(forward.logits());
    int[] losers = target.criterion().incumbents(forward.logits(), target.trueLabels(rows), rows);
    double[] gaps = new double[rows.length];
    float[][] cotangents = new float[rows.length][z[0].length];
    for (int i = 0; i < rows.length; i++) {
      gaps[i] = z[i][aims[i]] - z[i][losers[i]];
      cotangents[i][aims[i]] = 1;
      cotangents[i][losers[i]] = -1;
    }
    return new Boundary(gaps, forward.pullback(Nd4j.createFromArray(cotangents)));
  }

  /**
   * The smallest moves that take {@code points} onto this boundary, within the box.
   *
   * @param at where the linear model was taken
   */
  INDArray move(Norm norm, INDArray points, INDArray at, InputSpec box) {
    double[][] w = Rows.doubles(normals);
    double[][] from = Rows.doubles(points);
    double[][] base = Rows.doubles(at);
    float[] moves = new float[(int) points.length()];
    for (int n = 0; n < w.length; n++) {
      double residual = -gaps[n];
      for (int i = 0; i < w[n].length; i++) {
        residual -= w[n][i] * (from[n][i] - base[n][i]);
      }
      double[] move = HyperplaneInBox.move(norm, w[n], residual, from[n], box);
      for (int i = 0; i < move.length; i++) {
        moves[n * move.length + i] = (float) move[i];
      }
    }
    return Rows.of(moves, points);
  }

  /** Row by row the nearer of two boundaries at the same points, this one if both are. */
  private Boundary orNearer(Boundary other, Norm norm) {
    double[] here = distances(norm);
    double[] there = other.distances(norm);
    boolean[] keep = new boolean[gaps.length];
    double[] kept = new double[gaps.length];
    for (int n = 0; n < gaps.length; n++) {
      keep[n] = here[n] <= there[n];
      kept[n] = keep[n] ? gaps[n] : other.gaps[n];
    }
    return new Boundary(kept, Rows.choose(keep, normals, other.normals));
  }

  private double[] distances(Norm norm) {
    double[] sizes = norm.dual().sizes(normals);
    double[] distances = new double[gaps.length];
    for (int n = 0; n < gaps.length; n++) {
      distances[n] = Math.abs(gaps[n]) / (sizes[n] + TINY);
    }
    return distances;
  }
}

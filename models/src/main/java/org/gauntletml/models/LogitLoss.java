package org.gauntletml.models;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a gradient attack ascends: a loss on logits, per example, never averaged. A loss never sees
 * pixels and a model never sees labels. Both forms are to be <em>maximised</em> by the attacker.
 */
public interface LogitLoss {
  /**
   * The loss of this name: {@code cross-entropy}, {@code dlr} or {@code margin}.
   *
   * @param who is named if there is none
   * @throws BadInput if there is none, with the nearest name
   */
  static LogitLoss parse(String who, String name) {
    List<LogitLoss> known = List.of(new CrossEntropy(), new Dlr(), new Margin());
    return known.stream()
        .filter(loss -> loss.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                NearestName.unknown(
                    who, "a loss", name, known.stream().map(LogitLoss::toString).toList()));
  }

  /**
   * Loss of leaving the true class, for one row.
   *
   * @param z logits, K of them
   * @param label true class
   * @param gradient filled with dLoss/dz; arrives as zeros
   */
  double away(double[] z, int label, double[] gradient);

  /** Loss of reaching {@code target}, for one row; see {@link #away}. */
  double toward(double[] z, int label, int target, double[] gradient);

  /**
   * The loss for the untargeted form with so many classes: this one, or what stands in for it where
   * it is not defined.
   */
  default LogitLoss leaving(int classes) {
    return this;
  }

  /** As {@link #leaving}, for the targeted form. */
  default LogitLoss reaching(int classes) {
    return this;
  }

  /**
   * Per-example losses and their gradient.
   *
   * @param losses N
   * @param slopes gradient in 'c' order, N times K
   */
  record Value(double[] losses, float[] slopes) {
    /** The gradient, fresh FLOAT {@code [N, K]}; a search that asks for scores needs none. */
    public INDArray gradient() {
      return Floats.array(slopes, losses.length, slopes.length / Math.max(1, losses.length));
    }
  }

  /**
   * @param logits {@code [N, K]}; borrowed
   * @param labels N true classes
   * @return N losses and their gradient
   */
  default Value away(INDArray logits, int[] labels) {
    return each(logits, (n, z, gradient) -> away(z, labels[n], gradient));
  }

  /** As {@link #away(INDArray, int[])}, with N target classes. */
  default Value toward(INDArray logits, int[] labels, int[] targets) {
    return each(logits, (n, z, gradient) -> toward(z, labels[n], targets[n], gradient));
  }

  /** One row's loss; fills its gradient. */
  @FunctionalInterface
  interface Row {
    double apply(int n, double[] z, double[] gradient);
  }

  private static Value each(INDArray logits, Row row) {
    double[][] z = Logits.rows(logits);
    int classes = (int) logits.size(1);
    double[] losses = new double[z.length];
    float[] flat = new float[z.length * classes];
    for (int n = 0; n < z.length; n++) {
      double[] gradient = new double[classes];
      losses[n] = row.apply(n, z[n], gradient);
      for (int k = 0; k < classes; k++) {
        flat[n * classes + k] = (float) gradient[k];
      }
    }
    return new Value(losses, flat);
  }
}

package org.gauntletml.models;

/**
 * {@code log sum exp(z) - z_y}, computed without overflow; targeted: its negative at the target.
 */
public record CrossEntropy() implements LogitLoss {
  @Override
  public double away(double[] z, int label, double[] gradient) {
    double max = Double.NEGATIVE_INFINITY;
    for (double v : z) {
      max = Math.max(max, v);
    }
    double sum = 0;
    for (int k = 0; k < z.length; k++) {
      gradient[k] = Math.exp(z[k] - max);
      sum += gradient[k];
    }
    for (int k = 0; k < z.length; k++) {
      gradient[k] /= sum;
    }
    gradient[label] = -othersOf(gradient, label);
    return max + Math.log(sum) - z[label];
  }

  @Override
  public double toward(double[] z, int label, int target, double[] gradient) {
    double loss = away(z, target, gradient);
    for (int k = 0; k < z.length; k++) {
      gradient[k] = -gradient[k];
    }
    return -loss;
  }

  /** {@code 1 - p_label} without cancellation, so that a confident model keeps a gradient. */
  private static double othersOf(double[] p, int label) {
    double others = 0;
    for (int k = 0; k < p.length; k++) {
      others += k == label ? 0 : p[k];
    }
    return others;
  }

  /** As people write it. */
  @Override
  public String toString() {
    return "cross-entropy";
  }
}

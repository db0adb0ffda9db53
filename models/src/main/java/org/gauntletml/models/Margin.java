package org.gauntletml.models;

/**
 * {@code max_{i != y} z_i - z_y} (Carlini and Wagner 2017, arXiv 1608.04644, f6 without the hinge);
 * targeted: {@code z_t - max_{i != t} z_i}. Positive exactly when the attack has succeeded.
 */
public record Margin() implements LogitLoss {
  @Override
  public double away(double[] z, int label, double[] gradient) {
    int rival = Logits.highestBut(z, label);
    gradient[rival] = 1;
    gradient[label] = -1;
    return z[rival] - z[label];
  }

  @Override
  public double toward(double[] z, int label, int target, double[] gradient) {
    int rival = Logits.highestBut(z, target);
    gradient[rival] = -1;
    gradient[target] = 1;
    return z[target] - z[rival];
  }

  /** As people write it. */
  @Override
  public String toString() {
    return "margin";
  }
}

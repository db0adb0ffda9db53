package org.gauntletml.defenses.training;

/** The network in training answers something that is no number. */
final class NotFinite extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotFinite() {
    super("a network in training answered something that is not finite", null, false, false);
  }

  /** Lets finite logits pass. */
  static double[][] check(double[][] logits) {
    for (double[] row : logits) {
      for (double v : row) {
        if (!Double.isFinite(v)) {
          throw new NotFinite();
        }
      }
    }
    return logits;
  }
}

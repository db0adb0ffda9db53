package org.gauntletml.attacks.whitebox;

/**
 * When an adaptive attack looks back on its progress: after {@code first} steps, then after periods
 * that shrink by {@code shrink} down to {@code shortest} (Croce and Hein 2020, arXiv 2003.01690).
 */
record CheckpointSchedule(int first, int shrink, int shortest) {
  /** APGD's for Linf and L2: 22% of the steps, each period 3% shorter, down to 6%. */
  static CheckpointSchedule shrinking(int steps) {
    return new CheckpointSchedule(part(.22, steps), part(.03, steps), part(.06, steps));
  }

  /** APGD's for L1: every 4% of the steps. */
  static CheckpointSchedule even(int steps) {
    int period = part(.04, steps);
    return new CheckpointSchedule(period, 0, period);
  }

  /** The length of the period that ends after {@code done} steps, or 0 where none does. */
  int periodEndingAt(int done) {
    int end = first;
    int period = first;
    while (end < done) {
      period = Math.max(period - shrink, shortest);
      end += period;
    }
    return end == done ? period : 0;
  }

  private static int part(double fraction, int steps) {
    return Math.max((int) (fraction * steps), 1);
  }
}

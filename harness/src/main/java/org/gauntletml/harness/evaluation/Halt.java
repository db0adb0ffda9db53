package org.gauntletml.harness.evaluation;

import org.gauntletml.attacks.Deadline;
import org.gauntletml.models.NoAnswer;
import org.jspecify.annotations.Nullable;

/**
 * When a run stops: at its deadline, or as soon as the model does not answer any more. What is not
 * done by then is left, and what is done stays.
 */
final class Halt implements Deadline {
  private final Deadline deadline;
  private @Nullable NoAnswer reason;

  Halt(Deadline deadline) {
    this.deadline = deadline;
  }

  @Override
  public boolean passed() {
    return reason != null || deadline.passed();
  }

  /** From now on it is passed. */
  void because(NoAnswer why) {
    reason = reason == null ? why : reason;
  }

  /** What the model said last, null where it answered to the end. */
  @Nullable NoAnswer reason() {
    return reason;
  }
}

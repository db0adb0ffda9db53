package org.gauntletml.attacks;

import org.gauntletml.models.BadInput;

/**
 * How long an attack may work on one example.
 *
 * @param queries forward passes of one example, hard limit
 * @param stopAtSuccess whether an example is finished at its first success
 * @param deadline when every example is finished, whatever is left to do; an attack learns of it
 *     when it next asks who is standing
 */
public record Budget(long queries, boolean stopAtSuccess, Deadline deadline) {
  public Budget {
    if (queries < 1) {
      throw BadInput.of("query budget", "1 or more queries per example", queries);
    }
  }

  /** Without a deadline. */
  public Budget(long queries, boolean stopAtSuccess) {
    this(queries, stopAtSuccess, Deadline.NEVER);
  }

  /** No limit; finished at the first success. */
  public static Budget untilSuccess() {
    return new Budget(Long.MAX_VALUE, true);
  }

  /** No limit; goes on after a success, to find a smaller perturbation. */
  public static Budget exhaustive() {
    return new Budget(Long.MAX_VALUE, false);
  }

  /** The same, limited to so many queries per example. */
  public Budget limitedTo(long limit) {
    return new Budget(limit, stopAtSuccess, deadline);
  }

  /** The same, over when this time is. */
  public Budget by(Deadline end) {
    return new Budget(queries, stopAtSuccess, end);
  }
}

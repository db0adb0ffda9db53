package org.gauntletml.attacks;

import org.gauntletml.models.BadInput;

/**
 * How long an attack may work on one example.
 *
 * @param queries forward passes of one example, hard limit
 * @param stopAtSuccess whether an example is finished at its first success
 */
public record Budget(long queries, boolean stopAtSuccess) {
  public Budget {
    if (queries < 1) {
      throw BadInput.of("query budget", "1 or more queries per example", queries);
    }
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
    return new Budget(limit, stopAtSuccess);
  }
}

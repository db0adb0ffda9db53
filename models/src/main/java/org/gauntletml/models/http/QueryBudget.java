package org.gauntletml.models.http;

import org.gauntletml.models.NoAnswer;

/** How many inputs may still be sent. Safe for several threads. */
final class QueryBudget {
  private final String who;
  private final long limit;
  private long spent;

  QueryBudget(String who, long limit) {
    this.who = who;
    this.limit = limit;
  }

  synchronized long left() {
    return limit - spent;
  }

  synchronized long spent() {
    return spent;
  }

  /**
   * @throws NoAnswer if that is more than is left; then nothing is spent
   */
  synchronized void spend(long inputs) {
    if (inputs > limit - spent) {
      throw exhausted(inputs);
    }
    spent += inputs;
  }

  /** Takes back what was spent on inputs that were not sent after all. */
  synchronized void giveBack(long inputs) {
    spent -= inputs;
  }

  /** The error where this many more are wanted than may be sent. */
  synchronized NoAnswer exhausted(long inputs) {
    return NoAnswer.of(
            who,
            "no more than " + limit + " inputs to be sent (--total-queries)",
            "a question of " + inputs + " more after " + spent)
        .hint("A larger budget goes further, and with --cache what was answered is not paid again");
  }
}

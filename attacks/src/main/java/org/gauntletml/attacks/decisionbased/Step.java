package org.gauntletml.attacks.decisionbased;

import java.util.function.Function;

/**
 * Where the search of one example has come to: a question, and what follows from its answer. A
 * search is written as a chain of these and not as a thread that waits, as waking a thread for
 * every point costs a third of what a small network takes to answer.
 *
 * @param points to be asked about, one query each; none at the end of the search
 * @param then what follows, from whether each point is adversarial
 */
record Step(float[][] points, Function<boolean[], Step> then) {
  /** Nothing left to ask. */
  static final Step END =
      new Step(
          new float[0][],
          answers -> {
            throw new IllegalStateException("the search has ended");
          });

  /** What follows from one answer. */
  @FunctionalInterface
  interface Answer {
    Step after(boolean adversarial);
  }

  /** Asks about one point. */
  static Step ask(float[] point, Answer then) {
    return new Step(new float[][] {point}, answers -> then.after(answers[0]));
  }

  boolean isEnd() {
    return points.length == 0;
  }
}

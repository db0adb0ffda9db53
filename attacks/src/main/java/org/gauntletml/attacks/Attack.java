package org.gauntletml.attacks;

import java.util.List;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;

/**
 * An adversarial attack: a search that asks a target about points near the examples. Attacks are
 * records of their settings and hold no state; they neither test success nor clip, count or stop,
 * since the target does. What an attack needs from a model is its type parameter.
 *
 * @param <T> the questions it asks
 */
public interface Attack<T extends LabelTarget> {
  /** The norm of the perturbations this attack looks for. */
  Norm norm();

  /** What it needs from the model. */
  Access<T> access();

  /**
   * Searches all active examples of {@code target}. Returns when it has nothing left to ask; the
   * target has remembered what was found.
   */
  void run(T target, RandomStreams random);

  /**
   * Queries of one example that it takes at least to begin: to find a point to start from, say, or
   * to make one step. It refuses a smaller budget.
   */
  default long leastQueries(InputSpec input) {
    return 1;
  }

  /**
   * Refuses examples with a budget that is too small.
   *
   * @throws BadInput that says how much it needs
   */
  default void checkBudget(LabelTarget target) {
    long least = leastQueries(target.input());
    for (int row : target.active()) {
      if (target.queriesLeft(row) < least) {
        throw BadInput.of(
                getClass().getSimpleName(),
                "a budget of " + least + " or more queries per example",
                target.queriesLeft(row))
            .hint("It needs so many to begin");
      }
    }
  }

  /**
   * True for a search of the smallest perturbation: it needs no epsilon and one run serves every
   * epsilon. False for one that uses a given epsilon.
   */
  default boolean minimumNorm() {
    return false;
  }

  /**
   * The most queries that it asks about one example by its own settings, whatever the budget, where
   * they tell; {@link Long#MAX_VALUE} where they do not. Tells how long a run can take, before it.
   */
  default long mostQueries() {
    return Long.MAX_VALUE;
  }

  /**
   * What a report has to say about this attack on a model with so many classes, such as a loss that
   * another stands in for; mostly nothing.
   */
  default List<String> notes(int classes) {
    return List.of();
  }
}

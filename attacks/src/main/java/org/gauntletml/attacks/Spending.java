package org.gauntletml.attacks;

import java.util.Arrays;
import java.util.stream.IntStream;

/** What an attack has spent on each example of a batch, and what its budget leaves. */
final class Spending {
  private final Budget budget;
  private final long[] queries;
  private final long[] gradientQueries;
  private final Ending[] endings;

  /** Nothing spent on so many examples. */
  Spending(Budget budget, int examples) {
    this.budget = budget;
    queries = new long[examples];
    gradientQueries = new long[examples];
    endings = new Ending[examples];
    Arrays.fill(endings, Ending.SEARCHED);
  }

  /** Forward passes of this example. */
  long queries(int row) {
    return queries[row];
  }

  /** Backward passes of this example. */
  long gradientQueries(int row) {
    return gradientQueries[row];
  }

  /** Why the attack stopped, as far as it has. */
  Ending ending(int row) {
    return endings[row];
  }

  /**
   * Whether nothing more may be spent on this example. Where an attack learns that time is over; a
   * row it was not told about goes on.
   *
   * @param succeeded whether an adversarial point was found
   */
  boolean finished(int row, boolean succeeded) {
    boolean done = queriesLeft(row) == 0 || (budget.stopAtSuccess() && succeeded);
    if (!done && budget.deadline().passed()) {
      endings[row] = Ending.OUT_OF_TIME;
      return true;
    }
    return done;
  }

  /** Notes that there is no start for this example, unless its time was over before. */
  void giveUp(int row) {
    endings[row] = endings[row] == Ending.SEARCHED ? Ending.NO_START : endings[row];
  }

  /** Queries left for this example, none once its time is over. */
  long queriesLeft(int row) {
    return endings[row] == Ending.OUT_OF_TIME ? 0 : budget.queries() - queries[row];
  }

  /** Charges one query per row and returns the places of those the budget still covers. */
  int[] charge(int[] rows) {
    return IntStream.range(0, rows.length)
        .filter(
            i -> {
              boolean covered = queriesLeft(rows[i]) > 0;
              queries[rows[i]] += covered ? 1 : 0;
              return covered;
            })
        .toArray();
  }

  /** Charges one backward pass per row. */
  void chargeGradients(int[] rows) {
    for (int row : rows) {
      gradientQueries[row]++;
    }
  }

  /**
   * The number each point's query had among its example's, when these rows were the last charged.
   */
  long[] numbers(int[] rows) {
    long[] next = queries.clone();
    long[] numbers = new long[rows.length];
    for (int i = rows.length - 1; i >= 0; i--) {
      numbers[i] = next[rows[i]]--;
    }
    return numbers;
  }
}

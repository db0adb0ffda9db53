package org.gauntletml.models.http;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.gauntletml.models.BadInput;

/** What the numbers of an answer are, and the logits behind them. */
enum Scores {
  /** Taken as they are. */
  LOGITS(""),
  /** Of all classes. */
  PROBABILITIES(
      "its outputs sum to one: they are taken for probabilities, and their logarithms for logits"),
  /** Of the second of two classes; the first one's is 0. */
  ONE_LOGIT("its one output is taken for the logit of the second of two classes"),
  /** Of the second of two classes. */
  ONE_PROBABILITY(
      "its one output lies in [0, 1]: it is taken for the probability of the second of two"
          + " classes");

  /** The least probability, whose logarithm is -69. */
  private static final double TINY = 1e-30;

  /** What an endpoint that rounds to two decimals may be off in a sum. */
  private static final double SUM = 0.02;

  private static final double ROUNDING = 1e-6;

  private final String note;

  Scores(String note) {
    this.note = note;
  }

  /** What some answers look like. */
  static Scores recognised(double[][] rows) {
    boolean shares =
        Arrays.stream(rows).allMatch(row -> DoubleStream.of(row).allMatch(Scores::isShare));
    if (rows[0].length == 1) {
      return shares ? ONE_PROBABILITY : ONE_LOGIT;
    }
    boolean sums =
        Arrays.stream(rows).allMatch(row -> Math.abs(DoubleStream.of(row).sum() - 1) <= SUM);
    return shares && sums ? PROBABILITIES : LOGITS;
  }

  private static boolean isShare(double p) {
    return p >= -ROUNDING && p <= 1 + ROUNDING;
  }

  /** What a report says about it; empty where there is nothing to say. */
  Optional<String> note() {
    return note.isEmpty() ? Optional.empty() : Optional.of(note);
  }

  /** Number of classes behind so many scores. */
  int classes(int scores) {
    return scores == 1 ? 2 : scores;
  }

  /**
   * Logits of one input.
   *
   * @param who is named in errors
   * @throws BadInput if a score is not finite, or no probability where the first ones were
   */
  double[] logits(String who, double... row) {
    for (double score : row) {
      if (!Double.isFinite(score)) {
        throw BadInput.of(who, "finite scores", score)
            .hint("Look after the model; no attack can use such an answer");
      }
      if ((this == PROBABILITIES || this == ONE_PROBABILITY) && !isShare(score)) {
        throw BadInput.of(who, "probabilities, as in its first answers", score)
            .hint("Serve the model with logits, or always with probabilities");
      }
    }
    return switch (this) {
      case LOGITS -> row;
      case PROBABILITIES -> DoubleStream.of(row).map(Scores::log).toArray();
      case ONE_LOGIT -> new double[] {0, row[0]};
      case ONE_PROBABILITY -> new double[] {log(1 - row[0]), log(row[0])};
    };
  }

  private static double log(double p) {
    return Math.log(Math.max(p, TINY));
  }
}

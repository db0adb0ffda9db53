package org.gauntletml.attacks.decisionbased;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.models.BadInput;

/**
 * Puts the questions of many examples to the model at once. All searches that are not over have
 * asked before any is answered, so results depend neither on scheduling nor on the batch.
 */
final class Interview {
  /** Examples that are searched at a time. */
  private static final int SEATS = 256;

  /** Points of one question to the model at most: small enough for caches, large enough. */
  private static final int POINTS = 256;

  /** Points of all examples that wait to be asked about, unless each has one. */
  private static final int WAITING = 8 * POINTS;

  private final LabelTarget target;

  private Interview(LabelTarget target) {
    this.target = target;
  }

  /**
   * Searches every active example. One that hears of no adversarial point to the end is given up.
   *
   * @param search how the search of an example begins
   * @throws BadInput if the budget is too small for the attack
   */
  static void hold(
      DecisionBasedAttack attack,
      LabelTarget target,
      RandomStreams random,
      Function<Example, Step> search) {
    attack.checkBudget(target);
    int[] rows = target.active();
    for (int from = 0; from < rows.length; from += SEATS) {
      int[] some = IntStream.of(rows).skip(from).limit(SEATS).toArray();
      new Interview(target).hold(some, random, search);
    }
  }

  /** One search, and what it is told. */
  private static final class Candidate {
    private final int row;
    private Step step;
    private boolean[] answers = {};
    private boolean fell;

    Candidate(int row, Step step) {
      this.row = row;
      this.step = step;
    }

    void hear(boolean[] all, int from) {
      answers = new boolean[step.points().length];
      for (int i = 0; i < answers.length; i++) {
        answers[i] = all[from + i];
        fell |= answers[i];
      }
    }

    void advance() {
      step = step.then().apply(answers);
    }
  }

  private void hold(int[] rows, RandomStreams random, Function<Example, Step> search) {
    float[][] originals = Rows.floats(target.originals(rows));
    List<Candidate> all =
        IntStream.range(0, rows.length)
            .parallel()
            .mapToObj(
                i ->
                    new Candidate(
                        rows[i],
                        search.apply(
                            new Example(
                                rows[i],
                                originals[i],
                                target,
                                random.of(rows[i]),
                                Math.max(1, WAITING / rows.length)))))
            .toList();
    List<Candidate> present = asking(all);
    while (!present.isEmpty()) {
      answer(present);
      List<Candidate> answered = present;
      int[] asked = answered.stream().mapToInt(candidate -> candidate.row).toArray();
      List<Candidate> standing =
          IntStream.of(target.standing(asked).places()).mapToObj(answered::get).toList();
      standing.parallelStream().forEach(Candidate::advance);
      present = asking(standing);
    }
    all.stream().filter(one -> !one.fell).forEach(one -> target.giveUp(one.row));
  }

  private static List<Candidate> asking(List<Candidate> candidates) {
    return candidates.stream().filter(candidate -> !candidate.step.isEnd()).toList();
  }

  private void answer(List<Candidate> present) {
    int count = present.stream().mapToInt(one -> one.step.points().length).sum();
    float[][] points = new float[count][];
    int[] rows = new int[count];
    int filled = 0;
    for (Candidate one : present) {
      float[][] own = one.step.points();
      System.arraycopy(own, 0, points, filled, own.length);
      Arrays.fill(rows, filled, filled + own.length, one.row);
      filled += own.length;
    }
    boolean[] answers = new boolean[points.length];
    for (int from = 0; from < points.length; from += POINTS) {
      int to = Math.min(points.length, from + POINTS);
      boolean[] some =
          target.adversarial(
              Arrays.copyOfRange(points, from, to), Arrays.copyOfRange(rows, from, to));
      System.arraycopy(some, 0, answers, from, some.length);
    }
    int next = 0;
    for (Candidate one : present) {
      one.hear(answers, next);
      next += one.step.points().length;
    }
  }
}

package org.gauntletml.attacks.decisionbased;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.models.BadInput;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Puts the questions of many examples to the model at once. All searches that are not over have
 * asked before any is answered, so results depend neither on scheduling nor on the batch.
 */
final class Interview {
  /** Examples that are searched at a time. */
  private static final int SEATS = 256;

  /** Points of one question to the model, unless one example asks about more. */
  private static final int POINTS = 1024;

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
                            new Example(rows[i], originals[i], target, random.of(rows[i])))))
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
    List<Candidate> together = new ArrayList<>();
    int points = 0;
    for (Candidate candidate : present) {
      int more = candidate.step.points().length;
      if (points > 0 && points + more > POINTS) {
        ask(together, points);
        together.clear();
        points = 0;
      }
      together.add(candidate);
      points += more;
    }
    ask(together, points);
  }

  private void ask(List<Candidate> together, int count) {
    float[][] points = new float[count][];
    int[] rows = new int[count];
    int next = 0;
    for (Candidate candidate : together) {
      for (float[] point : candidate.step.points()) {
        points[next] = point;
        rows[next++] = candidate.row;
      }
    }
    try (INDArray batch = Rows.batch(points, target.input())) {
      boolean[] answers = target.adversarial(batch, rows);
      next = 0;
      for (Candidate candidate : together) {
        candidate.hear(answers, next);
        next += candidate.step.points().length;
      }
    }
  }
}

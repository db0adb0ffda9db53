package org.gauntletml.attacks.decisionbased;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.models.BadInput;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Lets a search be written for one example, as a plain sequence of questions, and puts those of
 * many examples to the model at once. Each search has a thread of its own, which sleeps until all
 * others have asked too; so results depend neither on scheduling nor on the batch.
 */
final class Interview {
  /** Examples that are searched at a time. */
  private static final int SEATS = 256;

  /** Points of one question to the model, unless one example asks about more. */
  private static final int POINTS = 1024;

  private final LabelTarget target;
  private final BlockingQueue<Example> waiting = new LinkedBlockingQueue<>();

  /** One example's search; ends by returning, or when the example is finished. */
  @FunctionalInterface
  interface Search {
    void run(Example example);
  }

  private Interview(LabelTarget target) {
    this.target = target;
  }

  /**
   * Searches every active example. One that hears of no adversarial point to the end is given up.
   *
   * @throws BadInput if the budget is too small for the attack
   */
  static void hold(
      DecisionBasedAttack attack, LabelTarget target, RandomStreams random, Search search) {
    attack.checkBudget(target);
    int[] rows = target.active();
    for (int from = 0; from < rows.length; from += SEATS) {
      int[] some = IntStream.of(rows).skip(from).limit(SEATS).toArray();
      new Interview(target).hold(some, random, search);
    }
  }

  private void hold(int[] rows, RandomStreams random, Search search) {
    float[][] originals = Rows.floats(target.originals(rows));
    List<Example> present = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      present.add(new Example(rows[i], originals[i], target, random.of(rows[i]), waiting));
    }
    List<Example> all = List.copyOf(present);
    present.forEach(example -> example.begin(search));
    try {
      while (!present.isEmpty()) {
        present = asking(present.size());
        answer(present);
        present.forEach(Example::goOn);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while searching", e);
    } finally {
      present.forEach(Example::dismiss);
    }
    all.stream().filter(Example::neverFell).forEach(example -> target.giveUp(example.row()));
  }

  /** Waits until every search has asked or ended; returns those that asked, by row. */
  private List<Example> asking(int present) throws InterruptedException {
    List<Example> asking = new ArrayList<>();
    List<Example> ended = new ArrayList<>();
    for (int i = 0; i < present; i++) {
      Example example = waiting.take();
      (example.isAsking() ? asking : ended).add(example);
    }
    ended.forEach(Example::rethrow);
    asking.sort(Comparator.comparingInt(Example::row));
    return asking;
  }

  private void answer(List<Example> asking) {
    List<Example> together = new ArrayList<>();
    int points = 0;
    for (Example example : asking) {
      if (points > 0 && points + example.question().length > POINTS) {
        ask(together, points);
        together.clear();
        points = 0;
      }
      together.add(example);
      points += example.question().length;
    }
    if (points > 0) {
      ask(together, points);
    }
    int[] rows = asking.stream().mapToInt(Example::row).toArray();
    boolean[] stands = new boolean[rows.length];
    for (int place : target.standing(rows).places()) {
      stands[place] = true;
    }
    for (int i = 0; i < rows.length; i++) {
      if (!stands[i]) {
        asking.get(i).finish();
      }
    }
  }

  private void ask(List<Example> together, int count) {
    float[][] points = new float[count][];
    int[] rows = new int[count];
    int next = 0;
    for (Example example : together) {
      for (float[] point : example.question()) {
        points[next] = point;
        rows[next++] = example.row();
      }
    }
    try (INDArray batch = Rows.batch(points, target.input())) {
      boolean[] answers = target.adversarial(batch, rows);
      next = 0;
      for (Example example : together) {
        next = example.hear(answers, next);
      }
    }
  }
}

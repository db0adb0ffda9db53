package org.gauntletml.attacks;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.LogitLoss;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;

/** When an example counts as adversarial. */
public sealed interface Criterion {
  /** Whether this answer is a success for the example in {@code row} of the batch. */
  boolean met(int row, int label, int predicted);

  /** As {@link #met(int, int, int)}, for every point of a question. */
  default boolean[] met(int[] rows, int[] labels, int[] predicted) {
    boolean[] met = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      met[i] = met(rows[i], labels[i], predicted[i]);
    }
    return met;
  }

  /** Whether only one class is a success, so that hardly any point is one by chance. */
  boolean targeted();

  /** The form of {@code loss} that an attack under this criterion ascends. */
  LogitLoss.Value loss(LogitLoss loss, INDArray logits, int[] labels, int[] rows);

  /** The class that has to lose, for points with these logits {@code [M, classes]}. */
  int[] incumbents(INDArray logits, int[] labels, int[] rows);

  /**
   * The classes one of which has to win, highest logit first.
   *
   * @param z logits of one point of the example in {@code row}
   */
  int[] challengers(double[] z, int label, int row);

  /** The criterion of a smaller batch: these rows of this one, in this order. */
  Criterion of(int[] rows);

  /** Refuses a batch this criterion does not fit. */
  void check(Batch batch, int classes);

  /** Any class but the true one. */
  record Untargeted() implements Criterion {
    @Override
    public boolean met(int row, int label, int predicted) {
      return predicted >= 0 && predicted != label;
    }

    @Override
    public boolean targeted() {
      return false;
    }

    @Override
    public LogitLoss.Value loss(LogitLoss loss, INDArray logits, int[] labels, int[] rows) {
      return loss.leaving((int) logits.size(1)).away(logits, labels);
    }

    /** The true classes. */
    @Override
    public int[] incumbents(INDArray logits, int[] labels, int[] rows) {
      return labels;
    }

    /** All classes but the true one. */
    @Override
    public int[] challengers(double[] z, int label, int row) {
      return IntStream.range(0, z.length)
          .filter(k -> k != label)
          .boxed()
          .sorted(Comparator.comparingDouble((Integer k) -> -z[k]))
          .mapToInt(Integer::intValue)
          .toArray();
    }

    @Override
    public Untargeted of(int[] rows) {
      return this;
    }

    @Override
    public void check(Batch batch, int classes) {}
  }

  /**
   * One class per example.
   *
   * @param targets as many as the batch has examples
   */
  record Targeted(int[] targets) implements Criterion {
    @Override
    public boolean met(int row, int label, int predicted) {
      return predicted == targets[row];
    }

    @Override
    public boolean targeted() {
      return true;
    }

    @Override
    public LogitLoss.Value loss(LogitLoss loss, INDArray logits, int[] labels, int[] rows) {
      return loss.reaching((int) logits.size(1))
          .toward(logits, incumbents(logits, labels, rows), goals(rows));
    }

    /** The highest class but the target. */
    @Override
    public int[] incumbents(INDArray logits, int[] labels, int[] rows) {
      double[][] z = Logits.rows(logits);
      return IntStream.range(0, rows.length)
          .map(i -> Logits.highestBut(z[i], targets[rows[i]]))
          .toArray();
    }

    /** The target alone. */
    @Override
    public int[] challengers(double[] z, int label, int row) {
      return new int[] {targets[row]};
    }

    @Override
    public Targeted of(int[] rows) {
      return new Targeted(goals(rows));
    }

    private int[] goals(int[] rows) {
      return Arrays.stream(rows).map(row -> targets[row]).toArray();
    }

    @Override
    public void check(Batch batch, int classes) {
      if (targets.length != batch.size()) {
        throw BadInput.of("targets", batch.size() + ", one per example", targets.length);
      }
      for (int n = 0; n < targets.length; n++) {
        if (targets[n] < 0 || targets[n] >= classes) {
          throw BadInput.of(
              "target of example " + batch.ids().get(n), "0 to " + (classes - 1), targets[n]);
        }
        if (targets[n] == batch.labels()[n]) {
          throw BadInput.of(
                  "target of example " + batch.ids().get(n),
                  "a class other than the true one",
                  targets[n])
              .hint("Leave out the examples of the class that is to be reached");
        }
      }
    }
  }
}

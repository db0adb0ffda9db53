package org.gauntletml.attacks;

import java.util.Arrays;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.LogitLoss;
import org.nd4j.linalg.api.ndarray.INDArray;

/** When an example counts as adversarial. */
public sealed interface Criterion {
  /** Whether this answer is a success for the example in {@code row} of the batch. */
  boolean met(int row, int label, int predicted);

  /** The form of {@code loss} that an attack under this criterion ascends. */
  LogitLoss.Value loss(LogitLoss loss, INDArray logits, int[] labels, int[] rows);

  /** Refuses a batch this criterion does not fit. */
  void check(Batch batch, int classes);

  /** Any class but the true one. */
  record Untargeted() implements Criterion {
    @Override
    public boolean met(int row, int label, int predicted) {
      return predicted >= 0 && predicted != label;
    }

    @Override
    public LogitLoss.Value loss(LogitLoss loss, INDArray logits, int[] labels, int[] rows) {
      return loss.away(logits, labels);
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
    public LogitLoss.Value loss(LogitLoss loss, INDArray logits, int[] labels, int[] rows) {
      return loss.toward(logits, labels, Arrays.stream(rows).map(row -> targets[row]).toArray());
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
              targets[n]);
        }
      }
    }
  }
}

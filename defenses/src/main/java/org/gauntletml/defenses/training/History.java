package org.gauntletml.defenses.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The epochs of a training run so far. */
public record History(List<Epoch> epochs) {
  /** Nothing was trained yet. */
  public static final History NONE = new History(List.of());

  /** Robust validation accuracy lost since the best epoch that is worth a word. */
  private static final double OVERFITTING = 0.02;

  /**
   * One pass over the training data.
   *
   * @param number from 1
   * @param loss mean over its steps
   * @param clean accuracy on validation data, from 0 to 1
   * @param robust accuracy on validation data under the method's {@link Probe}
   */
  public record Epoch(int number, double loss, double clean, double robust) {}

  public History {
    epochs = List.copyOf(epochs);
  }

  /** One epoch more. */
  public History with(Epoch epoch) {
    List<Epoch> more = new ArrayList<>(epochs);
    more.add(epoch);
    return new History(more);
  }

  /** The epoch of the highest robust accuracy, the first of several. */
  public Optional<Epoch> best() {
    Epoch best = null;
    for (Epoch epoch : epochs) {
      best = best == null || epoch.robust > best.robust ? epoch : best;
    }
    return Optional.ofNullable(best);
  }

  /** The latest epoch. */
  public Optional<Epoch> last() {
    return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
  }

  /**
   * Whether robust accuracy on validation data fell by more than two points from its best epoch to
   * the last while training went on (robust overfitting, Rice et al. 2020, arXiv 2002.11569).
   */
  public boolean overfits() {
    return !epochs.isEmpty()
        && best().orElseThrow().robust - last().orElseThrow().robust > OVERFITTING;
  }
}

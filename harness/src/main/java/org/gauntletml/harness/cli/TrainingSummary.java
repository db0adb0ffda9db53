package org.gauntletml.harness.cli;

import java.io.PrintStream;
import java.util.Optional;
import org.gauntletml.defenses.training.Checkpoints;
import org.gauntletml.defenses.training.History;
import org.gauntletml.defenses.training.Probe;
import org.gauntletml.defenses.training.RobustTrainer;

/**
 * What a training came to, in words.
 *
 * @param heldOut examples that the accuracies are about
 */
record TrainingSummary(
    RobustTrainer.Outcome outcome, RobustTrainer trainer, int heldOut, TrainingFolder folder) {
  /**
   * @return success where the training came to its end
   */
  ExitStatus print(PrintStream out) {
    History history = outcome.history();
    Probe probe = trainer.method().probe();
    Optional<History.Epoch> best = history.best();
    best.ifPresent(
        epoch ->
            out.println(
                "Best epoch %d of %d, on %d examples held out: %s"
                    .formatted(
                        epoch.number(),
                        history.epochs().size(),
                        heldOut,
                        TrainingWatch.accuracies(epoch, probe))));
    if (history.overfits()) {
      out.println(
          "Robust overfitting: the last epoch has "
              + TrainingWatch.accuracies(history.last().orElseThrow(), probe)
              + "; fewer epochs would have done");
    }
    switch (outcome.ending()) {
      case COMPLETED -> {}
      case CATASTROPHIC_OVERFITTING ->
          out.println(
              "Catastrophic overfitting: in epoch "
                  + history.epochs().size()
                  + " the network learned to fool the single step, so training stopped; --method"
                  + " pgd or a smaller --step helps");
      case DIVERGED ->
          out.println(
              "The loss is no number any more since step %d of epoch %d; %s. A smaller --lr helps"
                  .formatted(outcome.steps(), history.epochs().size() + 1, lastGood(history)));
    }
    if (best.isPresent()) {
      out.println("Network: " + folder.network());
      out.println("Epochs: " + folder.table());
    }
    return outcome.ending() == RobustTrainer.Ending.COMPLETED
        ? ExitStatus.SUCCESS
        : ExitStatus.GATE_FAILED;
  }

  private String lastGood(History history) {
    return history.epochs().isEmpty()
        ? "no epoch was finished, so there is no network"
        : "the last good checkpoint is "
            + folder.checkpoints().folder().resolve(Checkpoints.LAST)
            + " of epoch "
            + history.epochs().size();
  }
}

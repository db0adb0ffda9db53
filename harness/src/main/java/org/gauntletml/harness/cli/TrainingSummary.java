package org.gauntletml.harness.cli;

import java.io.PrintStream;
import java.util.Optional;
import org.gauntletml.defenses.training.History;
import org.gauntletml.defenses.training.Probe;
import org.gauntletml.defenses.training.RobustTrainer;
import org.gauntletml.defenses.training.RobustTrainer.Ending;
import org.gauntletml.harness.report.TextTable;

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
    int epochs = history.epochs().size();
    Optional<History.Epoch> best = history.best();
    TextTable table =
        new TextTable(Console.WIDTH)
            .text("Best epoch")
            .text(best.map(epoch -> epoch.number() + " of " + epochs).orElse("none"));
    best.ifPresent(epoch -> accuracies(table, epoch));
    if (history.overfits()) {
      String last = TrainingWatch.percent(history.last().orElseThrow().robust());
      table.row("robust overfitting", "down to " + last + " in the last epoch: train fewer");
    }
    if (outcome.ending() == Ending.CATASTROPHIC_OVERFITTING) {
      table.row(
          "catastrophic overfitting",
          "in epoch "
              + epochs
              + " the network learned to fool the single step, so training stopped; --method pgd"
              + " or a smaller --step helps");
    }
    if (outcome.ending() == Ending.DIVERGED) {
      table.row(
          "diverged",
          "in step "
              + outcome.steps()
              + " of epoch "
              + (epochs + 1)
              + " the loss or a weight is no number any more; "
              + (epochs == 0 ? "there is no network" : "the checkpoint before it is kept")
              + "; a smaller --lr helps");
    }
    out.print(table);
    if (best.isPresent()) {
      out.println("Network: " + folder.network());
      out.println("Epochs: " + folder.table());
      out.println("Checkpoints: " + folder.checkpoints().folder());
    }
    return outcome.ending() == Ending.COMPLETED ? ExitStatus.SUCCESS : ExitStatus.GATE_FAILED;
  }

  private void accuracies(TextTable table, History.Epoch epoch) {
    Probe probe = trainer.method().probe();
    table.row("clean", TrainingWatch.percent(epoch.clean()) + " of " + heldOut + " held out");
    if (!(probe instanceof Probe.Clean)) {
      table.row("robust", TrainingWatch.percent(epoch.robust()) + " (" + probe + ")");
    }
  }
}

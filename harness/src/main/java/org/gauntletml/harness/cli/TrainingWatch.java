package org.gauntletml.harness.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.gauntletml.defenses.training.Checkpoints;
import org.gauntletml.defenses.training.History;
import org.gauntletml.defenses.training.Probe;
import org.gauntletml.defenses.training.RobustTrainer;
import org.gauntletml.harness.evaluation.Progress;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.jspecify.annotations.Nullable;

/** Tells how a training goes on, and saves it after every epoch. */
final class TrainingWatch implements RobustTrainer.Watcher, AutoCloseable {
  private final Console console;
  private final Checkpoints checkpoints;
  private final RobustTrainer trainer;
  private final long begin = System.nanoTime();
  private int trained;
  private Progress.@Nullable Task epoch;

  TrainingWatch(Console console, Checkpoints checkpoints, RobustTrainer trainer) {
    this.console = console;
    this.checkpoints = checkpoints;
    this.trainer = trainer;
  }

  @Override
  public void step(int number, int step, int steps, double loss) {
    if (epoch == null) {
      epoch = console.progress().start("epoch " + number + " of " + trainer.epochs(), steps);
    }
    epoch.advance(1);
  }

  @Override
  public void epoch(History history, TrainableNetwork network) {
    close();
    trained++;
    try {
      checkpoints.save(history, network);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    console.err().println(line(history));
  }

  private String line(History history) {
    History.Epoch last = history.last().orElseThrow();
    int left = trainer.epochs() - last.number();
    double seconds = (System.nanoTime() - begin) / 1e9 / trained * left;
    return "epoch %d of %d: loss %s, %s%s%s"
        .formatted(
            last.number(),
            trainer.epochs(),
            String.format(Locale.ROOT, "%.4f", last.loss()),
            accuracies(last, trainer.method().probe()),
            history.best().equals(history.last()) ? ", the best so far" : "",
            left > 0 ? "; about " + duration(seconds) + " left" : "");
  }

  private static String accuracies(History.Epoch epoch, Probe probe) {
    String clean = "clean " + percent(epoch.clean());
    return probe instanceof Probe.Clean
        ? clean
        : "%s, robust %s (%s)".formatted(clean, percent(epoch.robust()), probe);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? (whole + 30) / 60 + " min"
            : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }

  @Override
  public void close() {
    if (epoch != null) {
      epoch.close();
      epoch = null;
    }
  }
}

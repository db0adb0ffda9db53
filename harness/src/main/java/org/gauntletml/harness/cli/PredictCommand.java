package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.option;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.apache.commons.cli.Options;
import org.gauntletml.defenses.smoothing.Certificate;
import org.gauntletml.harness.evaluation.Progress;
import org.gauntletml.harness.evaluation.Rate;
import org.gauntletml.harness.report.TextTable;
import org.gauntletml.models.NoAnswer;

/** {@code gauntlet predict}: the answers of a smoothed model, or none where it is not sure. */
record PredictCommand() implements Command {
  @Override
  public String name() {
    return "predict";
  }

  @Override
  public String summary() {
    return "Predicts by vote under Gaussian noise, or abstains";
  }

  @Override
  public Options options() {
    return Smoothed.declare(new Options())
        .addOption(option("n", "N", "draws that vote; default 1000"));
  }

  @Override
  public ExitStatus run(Arguments arguments, Console console) throws IOException {
    int n = arguments.count("n", 1, 1000);
    Smoothed smoothed = Smoothed.read(arguments);
    TextTable table =
        new TextTable(Console.WIDTH).text("Example").text("Label").text("Prediction").text("");
    int right = 0;
    int silent = 0;
    int asked = 0;
    int examples = smoothed.data().size();
    Optional<NoAnswer> stopped = Optional.empty();
    smoothed.announce("predicting", examples, n, console.err());
    IntFunction<RandomGenerator> noise = smoothed.noise("predict");
    try (Progress.Task task = console.progress().start("predicting", examples)) {
      for (; asked < examples; asked++) {
        int label = smoothed.data().labels()[asked];
        int answer =
            smoothed
                .model()
                .predict(smoothed.example(asked), n, smoothed.alpha(), noise.apply(asked));
        boolean abstained = answer == Certificate.ABSTAIN;
        right += answer == label ? 1 : 0;
        silent += abstained ? 1 : 0;
        table.row(
            smoothed.data().ids().get(asked),
            String.valueOf(label),
            abstained ? "abstains" : String.valueOf(answer),
            abstained || answer == label ? "" : "wrong");
        task.advance(1);
      }
    } catch (NoAnswer why) {
      stopped = Optional.of(why);
    }
    if (asked > 0) {
      console.out().print(table);
      console.out().println();
      console.out().println("right: " + share(new Rate(right, asked)));
      console.out().println("abstained: " + share(new Rate(silent, asked)));
    }
    if (stopped.isPresent()) {
      throw stopped.get();
    }
    return ExitStatus.SUCCESS;
  }

  private static String share(Rate rate) {
    return String.format(
        Locale.ROOT,
        "%d of %d, 95%% CI %.1f-%.1f%%",
        rate.count(),
        rate.total(),
        100 * rate.low(),
        100 * rate.high());
  }
}

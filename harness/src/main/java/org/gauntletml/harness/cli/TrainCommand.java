package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.flag;
import static org.gauntletml.harness.cli.CommandOption.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.gauntletml.defenses.training.History;
import org.gauntletml.defenses.training.RobustTrainer;
import org.gauntletml.defenses.training.Split;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.backend.Backend;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.gauntletml.models.wrapping.ImportOptions;

/** {@code gauntlet train}: makes a network robust. */
record TrainCommand() implements Command {
  private static final double HELD_OUT = 0.05;
  private static final int ENOUGH = 1000;

  @Override
  public String name() {
    return "train";
  }

  @Override
  public String summary() {
    return "Trains a Deeplearning4j network to withstand attacks, or to bear noise";
  }

  @Override
  public Options options() {
    Options options = TrainingData.declare(NetworkChoice.declare(new Options()));
    Learning.declare(MethodOptions.declare(options))
        .addOption(option("epochs", "N", "passes over the data; default 10"))
        .addOption(option("batch", "N", "examples per step; default 64"))
        .addOption(
            option(
                "validation",
                "N",
                "examples held out to choose the best epoch by; default: one in 20, at most 1000"))
        .addOption(option("seed", "N", "of every random choice; default 0"))
        .addOption(
            option(
                "out",
                "FILE",
                "the best epoch's network; checkpoints lie beside it, so the same command again"
                    + " goes on where it was stopped; default robust.zip"))
        .addOption(flag("overwrite", "start anew and replace what is there"));
    return ModelOptions.declare(options);
  }

  @Override
  public ExitStatus run(Arguments arguments, Console console) throws IOException {
    MethodOptions method = MethodOptions.read(arguments);
    long seed = arguments.seed("seed", 0);
    RobustTrainer trainer =
        new RobustTrainer(
            method.robust(),
            arguments.count("epochs", 1, 10),
            method.warmUp(),
            arguments.count("batch", 1, 64),
            seed,
            TrainingData.augmentation(arguments));
    ImportOptions about = ModelOptions.read(arguments);
    Backend.start(about.threads());
    NetworkChoice choice = NetworkChoice.read(arguments);
    Dataset data = TrainingData.load(arguments, choice.inputShape());
    int usual = (int) Math.min(ENOUGH, Math.max(1, Math.round(HELD_OUT * data.size())));
    method.check(data.spec());
    trainer.augmentation().check(data.spec());
    Split split = Split.of(data, arguments.count("validation", 1, usual), seed);
    int batches = (split.training().size() + trainer.batch() - 1) / trainer.batch();
    int updates = Math.multiplyExact(trainer.epochs() * batches, trainer.method().updates());
    String job =
        "gauntlet train %s (%s, layout %s, output %s), data %s as %s, %d held out: %s"
            .formatted(
                choice,
                about.normalization(),
                about.layout(),
                about.output(),
                data.sha256(),
                data.spec(),
                split.validation().size(),
                trainer);
    try (TrainableNetwork network =
        TrainableNetwork.of(
            choice.network(data.spec(), TrainingData.classes(data), updates, seed),
            data.spec(),
            about)) {
      TrainingData.check(data, network.inference().classes());
      check(network, method, console);
      TrainingFolder folder =
          TrainingFolder.open(
              arguments.path("out").orElse(Path.of("robust.zip")), job, arguments.has("overwrite"));
      return train(network, split, trainer, folder, console);
    }
  }

  /** Says so where Deeplearning4j has to train, and refuses what it cannot. */
  private static void check(TrainableNetwork network, MethodOptions method, Console console) {
    Optional<String> reason = network.fallback();
    if (reason.isPresent() && !method.anyNetwork()) {
      throw BadInput.of(
              "--method " + method.method(),
              "a network that the gradient engine can train",
              "one of which " + reason.get())
          .hint("clean, pgd, fast, gaussian and smoothadv without --awp take it all the same");
    }
    reason.ifPresent(
        why ->
            console
                .err()
                .println("gauntlet: " + why + ", so Deeplearning4j trains it, which is slower"));
  }

  private static ExitStatus train(
      TrainableNetwork network,
      Split split,
      RobustTrainer trainer,
      TrainingFolder folder,
      Console console)
      throws IOException {
    History before = folder.checkpoints().restore(network);
    if (!before.epochs().isEmpty()) {
      console
          .err()
          .println(
              "gauntlet: %d of %d epochs are trained already"
                  .formatted(before.epochs().size(), trainer.epochs()));
    }
    RobustTrainer.Outcome outcome;
    try (TrainingWatch watch = new TrainingWatch(console, folder.checkpoints(), trainer)) {
      outcome = trainer.train(network, split.training(), split.validation(), before, watch);
    }
    if (outcome.history().best().isPresent()) {
      folder.finish(outcome.history());
    }
    return new TrainingSummary(outcome, trainer, split.validation().size(), folder)
        .print(console.out());
  }
}

package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.architecture.Architecture;
import org.gauntletml.models.bundled.BundledNetwork;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.http.Endpoint;
import org.nd4j.linalg.schedule.ISchedule;

/** The network to train, as the command line says. */
interface NetworkChoice {
  /** Adds the options it is read from. */
  static Options declare(Options options) {
    return options
        .addOption(option("arch", "NAME", "lenet, smallcnn, strided, resnet18 or mlp, untrained"))
        .addOption(
            option(
                ModelOrigin.MODEL,
                "FILE",
                "Deeplearning4j zip to train on instead, with the updater and schedule in it"));
  }

  /** Shape of one input, images channels first; empty where any will do. */
  Optional<List<Long>> inputShape();

  /**
   * The network, fresh.
   *
   * @param classes of the data
   * @param updates of the whole training
   */
  Model network(InputSpec input, int classes, int updates, long seed);

  /** What tells it from every other one, in one line. */
  @Override
  String toString();

  /**
   * @throws BadInput unless there is one of --arch and --model, and it is or names a Deeplearning4j
   *     network
   */
  static NetworkChoice read(Arguments arguments) throws IOException {
    Optional<String> architecture = arguments.text("arch");
    Optional<String> model = arguments.text(ModelOrigin.MODEL);
    if (architecture.isPresent() == model.isPresent()) {
      throw BadInput.of(
          "--arch and --model", "one of them", architecture.isPresent() ? "both" : "neither");
    }
    return architecture.isPresent()
        ? new Fresh(Architecture.named("--arch", architecture.get()), Learning.read(arguments))
        : trained(arguments, model.get());
  }

  private static NetworkChoice trained(Arguments arguments, String model) throws IOException {
    for (String option : List.of("updater", "weight-decay")) {
      if (arguments.text(option).isPresent()) {
        throw BadInput.of(
                "--" + option, "to be left out with --model", arguments.text(option).get())
            .hint("The network in the file brings its own updater; --lr and --schedule may differ");
      }
    }
    boolean own = arguments.text("lr").isEmpty();
    if (own && arguments.text("schedule").isPresent()) {
      throw BadInput.of("--schedule", "--lr beside it, with --model", "no --lr");
    }
    Optional<Learning> learning = own ? Optional.empty() : Optional.of(Learning.read(arguments));
    if (BundledModel.isMeantBy(model)) {
      BundledNetwork bundled = BundledModel.named(model);
      return new Trained(bundled.trained(), ModelFile.sha256(bundled.zip()), learning);
    }
    if (Endpoint.isMeantBy(model)) {
      throw untrainable("--" + ModelOrigin.MODEL, "an endpoint");
    }
    Path file = arguments.path(ModelOrigin.MODEL).orElseThrow();
    ModelFormat format = ModelFormat.of(file);
    if (!format.equals(ModelFormat.DEEPLEARNING4J)) {
      throw untrainable(file.toString(), "a model of " + format.name());
    }
    return new Trained(
        Dl4jNetwork.restore(file), ModelFile.sha256(Files.newInputStream(file)), learning);
  }

  private static BadInput untrainable(String who, String got) {
    return BadInput.of(who, "a network of Deeplearning4j in a zip", got)
        .hint("Such a model cannot be trained; gauntlet trains Deeplearning4j networks");
  }

  /** One that has not been trained. */
  record Fresh(Architecture architecture, Learning learning) implements NetworkChoice {
    @Override
    public Optional<List<Long>> inputShape() {
      return Optional.empty();
    }

    @Override
    public Model network(InputSpec input, int classes, int updates, long seed) {
      return architecture.network(input, classes, learning.updater(updates), learning.l2(), seed);
    }

    @Override
    public String toString() {
      return architecture + ", " + learning;
    }
  }

  /**
   * One from a file.
   *
   * @param learning at another rate than its own, empty for its own
   */
  record Trained(Model read, String sha256, Optional<Learning> learning) implements NetworkChoice {
    @Override
    public Optional<List<Long>> inputShape() {
      return Dl4jNetwork.of(read).inputShape();
    }

    @Override
    public Model network(InputSpec input, int classes, int updates, long seed) {
      learning.map(anew -> anew.schedule(updates)).ifPresent(this::follow);
      return read;
    }

    /** From its beginning, however long the network was trained before. */
    private void follow(ISchedule schedule) {
      if (read instanceof MultiLayerNetwork stack) {
        stack.setLearningRate(schedule);
        stack.setIterationCount(0);
      } else {
        ComputationGraph graph = (ComputationGraph) read;
        graph.setLearningRate(schedule);
        graph.getConfiguration().setIterationCount(0);
      }
    }

    @Override
    public String toString() {
      return sha256 + learning.map(anew -> ", " + anew.shape() + " rate " + anew.rate()).orElse("");
    }
  }
}

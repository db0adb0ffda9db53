package org.gauntletml.models.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.ModelDescription.Part;
import org.gauntletml.models.wrapping.ImageLayout;
import org.gauntletml.models.wrapping.ImportOptions;
import org.gauntletml.models.wrapping.InputEdge;
import org.gauntletml.models.wrapping.InputShape;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model behind an endpoint, before it is wrapped as a classifier.
 *
 * <pre>{@code
 * Endpoint endpoint = Endpoint.parse("model", "https://host/v2/models/digits");
 * RemoteNetwork network = RemoteNetwork.open(endpoint, HttpOptions.DEFAULT.limitedTo(10_000));
 * RemoteModel model = network.model(InputSpec.unit(1, 28, 28), ImportOptions.DEFAULT);
 * }</pre>
 *
 * Inputs travel as decimal numbers that are read back as the very same floats. Scores come as the
 * decimal numbers that the endpoint writes, rounded to floats; results are as repeatable as those.
 */
public final class RemoteNetwork implements AutoCloseable {
  private static final long SEED = 20170908;
  private static final int TRIAL = 3;
  private static final String NO_GRADIENTS =
      "gradients cannot be asked for over HTTP, only scores or labels";

  private final Endpoint endpoint;
  private final HttpOptions options;
  private final Line line;
  private final Metadata metadata;

  private RemoteNetwork(Endpoint endpoint, HttpOptions options, Line line, Metadata metadata) {
    this.endpoint = endpoint;
    this.options = options;
    this.line = line;
    this.metadata = metadata;
  }

  /**
   * Asks the endpoint what it is.
   *
   * @throws BadInput if it is no model of the protocol that takes one batch of reals
   * @throws org.gauntletml.models.NoAnswer if it cannot be reached
   */
  public static RemoteNetwork open(Endpoint endpoint, HttpOptions options) {
    Line line = new Line(endpoint, options);
    boolean open = false;
    try {
      RemoteNetwork network = new RemoteNetwork(endpoint, options, line, line.metadata());
      open = true;
      return network;
    } finally {
      if (!open) {
        line.close();
      }
    }
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /** The version asked for, or those that the server has; empty where it does not tell. */
  public String version() {
    return metadata.version();
  }

  /**
   * Shape of one input, images as {@code [C,H,W]}; empty where the endpoint does not tell.
   *
   * @param layout of images; null takes it from the declared shape
   */
  public Optional<List<Long>> inputShape(@Nullable ImageLayout layout) {
    return metadata.isComplete()
        ? Optional.of(shape().told(channelsLast(layout)))
        : Optional.empty();
  }

  private InputShape shape() {
    return new InputShape(metadata.input(), metadata.dims(), metadata.fixedBatch());
  }

  private boolean channelsLast(@Nullable ImageLayout layout) {
    return layout == null
        ? shape().looksChannelsLast()
        : layout == ImageLayout.NHWC && metadata.dims().size() == 3;
  }

  /**
   * This model at the level of access it was found to give, by asking it about three inputs.
   *
   * @param input shape and bounds; images are {@code [C,H,W]}
   * @param about normalisation, layout and the output to read; the rest does not matter here
   * @throws BadInput if the model does not take such inputs or does not tell classes
   * @throws org.gauntletml.models.NoAnswer if it does not answer
   */
  public RemoteModel model(InputSpec input, ImportOptions about) {
    about.normalization().check(input);
    boolean last = channelsLast(about.layout());
    List<Long> dims =
        metadata.dims().isEmpty()
            ? input.shape()
            : shape().resolve(endpoint.toString(), input, last);
    InputEdge edge = new InputEdge(input, dims, last, about.normalization());
    String wanted = about.output() == null ? "" : about.output();
    Questions questions = new Questions(endpoint, metadata, wanted, dims);
    Oracle oracle = new Oracle(line, questions, edge);
    float[][] trial = oracle.rows(somewhere(input, TRIAL, new SplittableRandom(SEED)));
    Tensors.Declared output =
        metadata.outputs().isEmpty()
            ? line.first(questions, trial[0]).output()
            : Tensors.choose(endpoint.toString(), metadata.outputs(), wanted);
    Oracle asked = new Oracle(line, questions.about(output.name()), edge);
    double[][] rows = line.ask(asked.questions(), trial, false);
    return output.isWhole() ? labels(asked, output, rows) : scores(asked, output, rows);
  }

  private RemoteModel scores(Oracle oracle, Tensors.Declared output, double[][] rows) {
    Scores scores = Scores.recognised(rows);
    Arrays.stream(rows).forEach(row -> scores.logits(endpoint.toString(), row));
    int classes = scores.classes(rows[0].length);
    if (options.classes() > 0 && options.classes() != classes) {
      throw BadInput.of(
          "--classes", classes + ", as the endpoint tells scores of", options.classes());
    }
    return new RemoteScores(
        oracle, scores, classes, describe(oracle, output, classes, scores.note()));
  }

  private RemoteModel labels(Oracle oracle, Tensors.Declared output, double[][] rows) {
    if (rows[0].length > 1) {
      throw BadInput.of(
              endpoint + ", output '" + output.name() + "'",
              "one label per input, or scores of type FP32",
              rows[0].length + " whole numbers")
          .hint("Choose another output with --model-output, or serve scores as reals");
    }
    if (options.classes() == 0) {
      throw BadInput.of("--classes", "the number of classes", "none")
          .hint("This endpoint tells labels only, so nobody else can tell");
    }
    return new RemoteLabels(
        oracle,
        options.classes(),
        describe(oracle, output, 1, Optional.of("it tells labels and nothing else")));
  }

  /** Inputs drawn within the bounds. */
  static INDArray somewhere(InputSpec input, int rows, SplittableRandom random) {
    float[] values = new float[rows * input.features()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(input.lower(), input.upper());
    }
    return Floats.array(values, input.batch(rows));
  }

  private ModelDescription describe(
      Oracle oracle, Tensors.Declared output, int width, Optional<String> reading) {
    List<String> notes = new ArrayList<>();
    reading.ifPresent(notes::add);
    notes.add("its scores are as exact as the decimal numbers that it writes");
    if (oracle.edge().channelsLast()) {
      notes.add("its images are channels last; they are turned before they are sent");
    }
    if (!about(oracle).isEmpty()) {
      notes.add(about(oracle));
    }
    if (metadata.fixedBatch() > 0) {
      notes.add(
          "it takes batches of " + metadata.fixedBatch() + "; others are cut up or filled up");
    }
    Part in =
        new Part(metadata.input(), "input " + metadata.datatype(), oracle.input().toString(), 0);
    Part out =
        new Part(
            output.name(),
            "output " + output.datatype(),
            width == 1 ? "[N]" : "[N," + width + "]",
            0);
    return new ModelDescription(
        "Open Inference Protocol v2"
            + Stream.of(metadata.platform())
                .filter(platform -> !platform.isEmpty())
                .map(platform -> ", " + platform)
                .findAny()
                .orElse(""),
        0,
        List.of(in, out),
        "the server at " + endpoint.uri().getAuthority(),
        Optional.of(NO_GRADIENTS),
        notes);
  }

  private static String about(Oracle oracle) {
    return oracle.edge().scaling().mean().isEmpty()
        ? ""
        : "inputs are normalised before they are sent";
  }

  @Override
  public void close() {
    line.close();
  }
}

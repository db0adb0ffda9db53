package org.gauntletml.models.dl4j;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.onnx.RuntimeChoice;
import org.gauntletml.models.wrapping.ImageLayout;
import org.gauntletml.models.wrapping.ImportOptions;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Deeplearning4j network of either kind, before it is wrapped as a classifier. The network itself
 * is never changed: everything runs on a private copy without dropout and weight noise, with its
 * own parameters.
 *
 * <pre>{@code
 * Dl4jNetwork network = Dl4jNetwork.read(Path.of("model.zip"));
 * Classifier model = network.classifier(InputSpec.unit(1, 28, 28));
 * }</pre>
 */
public final class Dl4jNetwork {
  private final Source source;

  private Dl4jNetwork(Source source) {
    this.source = source;
  }

  /**
   * @param network initialised; not changed, and read again only by {@link Dl4jClassifier#refresh}
   * @throws BadInput if the network has not been initialised
   */
  public static Dl4jNetwork of(MultiLayerNetwork network) {
    return new Dl4jNetwork(Source.of(network));
  }

  /**
   * @param network initialised, with one input and one output; not changed, and read again only by
   *     {@link Dl4jClassifier#refresh}
   * @throws BadInput if the network has not been initialised, or has more than one input or output
   */
  public static Dl4jNetwork of(ComputationGraph network) {
    return new Dl4jNetwork(Source.of(network));
  }

  /** A {@code MultiLayerNetwork} or a {@code ComputationGraph}. */
  public static Dl4jNetwork of(Model network) {
    return network instanceof MultiLayerNetwork stack ? of(stack) : of((ComputationGraph) network);
  }

  /**
   * Reads a model written by DL4J's {@code ModelSerializer}. The file is not trusted: nothing in it
   * is deserialised as Java objects, and its configuration may name only DL4J's and ND4J's own
   * classes. Updater state and attached objects are ignored; so is a normalizer, with a warning.
   *
   * @throws BadInput if the file is missing, not a DL4J model, damaged, or names foreign classes;
   *     the message names the file
   */
  public static Dl4jNetwork read(Path file) {
    return of(restore(file));
  }

  /**
   * As {@link #read}, the framework's own object: to train it, with its updater and schedules, but
   * without the updater's state.
   *
   * @return a {@code MultiLayerNetwork} or a {@code ComputationGraph}
   */
  public static Model restore(Path file) {
    return ModelFile.read(file);
  }

  /**
   * Shape of one input where the configuration tells it: images as {@code [C,H,W]}. DL4J does not
   * keep the {@code InputType}, so that a network that starts with a convolution does not tell.
   */
  public Optional<List<Long>> inputShape() {
    return source.inputShape();
  }

  /**
   * The same network, which was made from a model of another framework.
   *
   * @param format what it was, for a person
   * @param inputShape of one input, images as {@code [C,H,W]}; null where it is open
   * @param layout of the images that it takes
   */
  public Dl4jNetwork from(String format, @Nullable List<Long> inputShape, ImageLayout layout) {
    return new Dl4jNetwork(source.from(format, inputShape, layout));
  }

  /**
   * @param lower smallest value a feature may take
   * @param upper largest value a feature may take
   * @throws BadInput if the configuration does not tell the shape
   */
  public InputSpec input(double lower, double upper) {
    List<Long> shape =
        inputShape()
            .orElseThrow(
                () ->
                    BadInput.of("network input", "a configuration that tells its shape", "none")
                        .hint(
                            "Deeplearning4j does not save the input type; pass an InputSpec with"
                                + " the shape of one input, for images [C,H,W]"));
    return new InputSpec(shape, lower, upper);
  }

  /** As {@link #classifier(InputSpec)}, with the network's own input shape and bounds [0, 1]. */
  public Dl4jModel classifier() {
    return classifier(input(0, 1));
  }

  /**
   * This network at the highest level of access that could be confirmed: a {@link Dl4jClassifier},
   * or {@link Dl4jScores} which tells why there are no gradients. Both have been compared with the
   * network's own output, and gradients with finite differences in double precision. A network that
   * is translated to a graph runs on the gradient engine; one with a layer that has no translation
   * runs on Deeplearning4j's own layers, with a warning that names the layer.
   *
   * @param input shape and bounds; images are {@code [C,H,W]}, also for a network that works on
   *     channels-last data
   * @throws BadInput if the network does not accept such inputs, does not answer one row of class
   *     scores per input, or cannot be reproduced outside DL4J
   */
  public Dl4jModel classifier(InputSpec input) {
    return classifier(input, ImportOptions.DEFAULT);
  }

  /**
   * As {@link #classifier(InputSpec)}, on a runtime of the caller's choice.
   *
   * @param threads that share a batch on that runtime, 1 or more
   */
  public Dl4jModel classifier(InputSpec input, RuntimeChoice runtime, int threads) {
    return classifier(input, ImportOptions.DEFAULT.on(runtime, threads));
  }

  /**
   * As {@link #classifier(InputSpec)}, with what the network itself does not tell.
   *
   * @throws BadInput also if the options name an output that the network does not have, or
   *     normalise other channels than the input's
   */
  public Dl4jModel classifier(InputSpec input, ImportOptions options) {
    List<String> outputs = source.conf().get().getNetworkOutputs();
    if (options.output() != null && !outputs.contains(options.output())) {
      throw BadInput.of("network output", "one of " + outputs, options.output());
    }
    return new Wrapping(source, entrance(input, options)).on(options.runtime(), options.threads());
  }

  Entrance entrance(InputSpec input, ImportOptions options) {
    return source.entrance(input, options);
  }

  /** As {@link Source#translate}. */
  Translation translate(Entrance entrance, LogitForm form, Translation.Mode mode) {
    return source.translate(entrance, form, mode);
  }

  /** A copy with the parameters as they are now. */
  NativeModel nativeModel(Entrance entrance) {
    return source.nativeModel(entrance);
  }

  /** All parameters as one vector, as they are now. */
  INDArray parameters() {
    return source.parameters().get();
  }
}

package org.gauntletml.models.dl4j;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.onnx.RuntimeChoice;
import org.nd4j.linalg.api.buffer.DataType;
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
  private final String kind;
  private final Supplier<ComputationGraphConfiguration> conf;
  private final Supplier<INDArray> parameters;
  private final UnaryOperator<INDArray> output;

  private Dl4jNetwork(
      String kind,
      Supplier<ComputationGraphConfiguration> conf,
      Supplier<INDArray> parameters,
      UnaryOperator<INDArray> output) {
    this.kind = kind;
    this.conf = conf;
    this.parameters = parameters;
    this.output = output;
  }

  /**
   * @param network initialised; not changed, and read again only by {@link Dl4jClassifier#refresh}
   * @throws BadInput if the network has not been initialised
   */
  public static Dl4jNetwork of(MultiLayerNetwork network) {
    requireInitialised(network.isInitCalled());
    return new Dl4jNetwork(
        "MultiLayerNetwork",
        () -> GraphForm.of(network.getLayerWiseConfigurations()),
        network::params,
        x -> network.output(x, false));
  }

  /**
   * @param network initialised, with one input and one output; not changed, and read again only by
   *     {@link Dl4jClassifier#refresh}
   * @throws BadInput if the network has not been initialised, or has more than one input or output
   */
  public static Dl4jNetwork of(ComputationGraph network) {
    requireInitialised(network.getVertices() != null);
    requireOne("inputs", network.getConfiguration().getNetworkInputs());
    requireOne("outputs", network.getConfiguration().getNetworkOutputs());
    return new Dl4jNetwork(
        "ComputationGraph",
        () -> GraphForm.of(network.getConfiguration()),
        network::params,
        x -> network.outputSingle(false, x));
  }

  /**
   * Reads a model written by DL4J's {@code ModelSerializer}. The file is not trusted: nothing in it
   * is deserialised as Java objects, and its configuration may name only DL4J's and ND4J's own
   * classes. Normalizer, updater state and attached objects are ignored.
   *
   * @throws BadInput if the file is missing, not a DL4J model, damaged, or names foreign classes;
   *     the message names the file
   */
  public static Dl4jNetwork read(Path file) {
    return ModelFile.read(file);
  }

  /**
   * Shape of one input where the configuration tells it: images as {@code [C,H,W]}. DL4J does not
   * keep the {@code InputType}, so that a network that starts with a convolution does not tell.
   */
  public Optional<List<Long>> inputShape() {
    return InputShape.of(conf.get());
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
    return classifier(input, RuntimeChoice.AUTO, Runtime.getRuntime().availableProcessors());
  }

  /**
   * As {@link #classifier(InputSpec)}, on a runtime of the caller's choice.
   *
   * @param threads that share a batch on that runtime, 1 or more
   */
  public Dl4jModel classifier(InputSpec input, RuntimeChoice runtime, int threads) {
    return new Wrapping(this, input).on(runtime, threads);
  }

  /**
   * @param form of the network's logits
   * @throws Untranslatable naming the first vertex that has no translation
   */
  Translation translate(InputSpec input, LogitForm form) {
    return Translation.of(new InferenceGraph(conf.get(), parameters), input, form);
  }

  /** A copy with the parameters as they are now. */
  NativeModel nativeModel(InputSpec input) {
    return new NativeModel(new InferenceGraph(conf.get(), parameters), input);
  }

  /** A copy in double precision. */
  InferenceGraph precise() {
    ComputationGraphConfiguration precise = conf.get();
    precise.setDataType(DataType.DOUBLE);
    return new InferenceGraph(precise, () -> parameters.get().castTo(DataType.DOUBLE));
  }

  /** {@code MultiLayerNetwork} or {@code ComputationGraph}. */
  String kind() {
    return kind;
  }

  /** What the network itself answers, in its own type and image order. */
  INDArray output(INDArray x) {
    return output.apply(x);
  }

  /** All parameters as one vector, as they are now. */
  INDArray parameters() {
    return parameters.get();
  }

  private static void requireInitialised(boolean initialised) {
    if (!initialised) {
      throw BadInput.of("network", "an initialised network", "one without parameters")
          .hint("Call init() on it first");
    }
  }

  private static void requireOne(String what, List<String> names) {
    if (names.size() != 1) {
      throw BadInput.of("network", "exactly one of its " + what, names)
          .hint("A classifier maps one input to one row of class scores");
    }
  }
}

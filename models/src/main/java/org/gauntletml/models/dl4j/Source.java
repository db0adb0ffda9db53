package org.gauntletml.models.dl4j;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.wrapping.ImageLayout;
import org.gauntletml.models.wrapping.ImportOptions;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The caller's network, of either kind, and the copies that are made from it.
 *
 * @param kind what it is or was, such as {@code Deeplearning4j ComputationGraph}
 * @param conf a new configuration of the same network without dropout and weight noise
 * @param parameters all of them as one vector, as they are now
 * @param output what the network itself answers, in its own type and image order
 * @param shape of one input, images as {@code [C,H,W]}; null where only the configuration may tell
 * @param layout of the images that it takes; null where only the configuration tells
 */
record Source(
    String kind,
    Supplier<ComputationGraphConfiguration> conf,
    Supplier<INDArray> parameters,
    UnaryOperator<INDArray> output,
    @Nullable List<Long> shape,
    @Nullable ImageLayout layout) {

  static Source of(MultiLayerNetwork network) {
    requireInitialised(network.isInitCalled());
    return new Source(
        "Deeplearning4j MultiLayerNetwork",
        () -> GraphForm.of(network.getLayerWiseConfigurations()),
        network::params,
        x -> network.output(x, false),
        null,
        null);
  }

  static Source of(ComputationGraph network) {
    requireInitialised(network.getVertices() != null);
    requireOne("inputs", network.getConfiguration().getNetworkInputs());
    requireOne("outputs", network.getConfiguration().getNetworkOutputs());
    return new Source(
        "Deeplearning4j ComputationGraph",
        () -> GraphForm.of(network.getConfiguration()),
        network::params,
        x -> network.outputSingle(false, x),
        null,
        null);
  }

  /** The same network, which was made from a model of another framework. */
  Source from(String format, @Nullable List<Long> inputShape, ImageLayout images) {
    return new Source(format, conf, parameters, output, inputShape, images);
  }

  /** Shape of one input, where it is known; images are {@code [C,H,W]}. */
  Optional<List<Long>> inputShape() {
    return shape == null ? InputShape.of(conf.get()) : Optional.of(shape);
  }

  /**
   * @throws BadInput if the options normalise other channels than the input's
   */
  Entrance entrance(InputSpec input, ImportOptions options) {
    options.normalization().check(input);
    return new Entrance(input, options.normalization(), order(options.layout()));
  }

  private ImageOrder order(@Nullable ImageLayout chosen) {
    InferenceGraph network = new InferenceGraph(conf.get(), parameters);
    ImageLayout images = chosen == null ? layout : chosen;
    return images == null
        ? ImageOrder.of(network)
        : images == ImageLayout.NHWC ? ImageOrder.CHANNELS_LAST : ImageOrder.CHANNELS_FIRST;
  }

  /**
   * @param form of the network's logits
   * @throws Untranslatable naming the first vertex that has no translation
   */
  Translation translate(Entrance entrance, LogitForm form, Translation.Mode mode) {
    return Translation.of(new InferenceGraph(conf.get(), parameters), entrance, form, mode);
  }

  /** A copy with the parameters as they are now. */
  NativeModel nativeModel(Entrance entrance) {
    return new NativeModel(new InferenceGraph(conf.get(), parameters), entrance);
  }

  /** A copy in double precision. */
  InferenceGraph precise() {
    ComputationGraphConfiguration precise = conf.get();
    precise.setDataType(DataType.DOUBLE);
    return new InferenceGraph(precise, () -> parameters.get().castTo(DataType.DOUBLE));
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

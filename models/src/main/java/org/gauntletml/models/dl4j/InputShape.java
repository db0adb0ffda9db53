package org.gauntletml.models.dl4j;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/**
 * Reads the shape of one input off a configuration, where it is written there. DL4J uses the {@code
 * InputType} it was configured with to work out layer sizes and then drops it; what remains is the
 * preprocessor of the first layer, or the width of a first dense layer.
 */
final class InputShape {
  private static final Set<Class<? extends Layer>> KEEP_SHAPE =
      Set.of(ActivationLayer.class, DropoutLayer.class, BatchNormalization.class);

  private InputShape() {}

  /** Shape of one input, images as {@code [C,H,W]}; empty where the configuration does not tell. */
  static Optional<List<Long>> of(ComputationGraphConfiguration conf) {
    String source = conf.getNetworkInputs().get(0);
    while (true) {
      String from = source;
      Optional<String> first =
          conf.getVertexInputs().entrySet().stream()
              .filter(e -> e.getValue().contains(from))
              .map(e -> e.getKey())
              .findFirst();
      GraphVertex vertex = first.map(conf.getVertices()::get).orElse(null);
      if (first.isEmpty() || !(vertex instanceof LayerVertex layered)) {
        return Optional.empty();
      }
      if (layered.getPreProcessor() != null) {
        return of(layered.getPreProcessor());
      }
      Layer layer = layered.getLayerConf().getLayer();
      if (layer instanceof DenseLayer || layer instanceof BaseOutputLayer) {
        return Optional.of(List.of(((FeedForwardLayer) layer).getNIn()));
      }
      if (!KEEP_SHAPE.contains(layer.getClass())) {
        return Optional.empty();
      }
      source = first.get();
    }
  }

  private static Optional<List<Long>> of(InputPreProcessor first) {
    if (first instanceof FeedForwardToCnnPreProcessor image) {
      return Optional.of(
          List.of(image.getNumChannels(), image.getInputHeight(), image.getInputWidth()));
    }
    if (first instanceof CnnToFeedForwardPreProcessor image && image.getNumChannels() > 0) {
      return Optional.of(
          List.of(image.getNumChannels(), image.getInputHeight(), image.getInputWidth()));
    }
    return Optional.empty();
  }
}

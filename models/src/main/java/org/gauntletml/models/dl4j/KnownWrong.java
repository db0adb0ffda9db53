package org.gauntletml.models.dl4j;

import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationRReLU;

/** Layers that must not be differentiated through DL4J, whatever a spot check says. */
final class KnownWrong {
  private static final Map<Class<?>, String> REASONS =
      Map.of(
          SelfAttentionLayer.class, "its gradient in Deeplearning4j is wrong",
          LearnedSelfAttentionLayer.class, "its gradient in Deeplearning4j is wrong",
          RecurrentAttentionLayer.class, "its gradient in Deeplearning4j is wrong",
          AttentionVertex.class, "its gradient in Deeplearning4j is wrong",
          EmbeddingLayer.class, "its input is an index, which has no gradient",
          EmbeddingSequenceLayer.class, "its input is an index, which has no gradient");

  private KnownWrong() {}

  /** The first such layer and what is wrong with it, as half a sentence. */
  static Optional<String> in(InferenceGraph network) {
    return network.order().stream()
        .flatMap(name -> in(network.vertex(name)).map(why -> tell(network, name, why)).stream())
        .findFirst();
  }

  private static Optional<String> in(GraphVertex vertex) {
    return vertex instanceof LayerVertex layered
        ? in(layered.getLayerConf().getLayer())
        : Optional.ofNullable(REASONS.get(vertex.getClass()));
  }

  private static Optional<String> in(Layer layer) {
    IActivation activation =
        layer instanceof ActivationLayer alone
            ? alone.getActivationFn()
            : layer instanceof BaseLayer base ? base.getActivationFn() : null;
    return activation instanceof ActivationRReLU
        ? Optional.of("the gradient of RReLU in Deeplearning4j needs the random slopes of training")
        : Optional.ofNullable(REASONS.get(layer.getClass()));
  }

  private static String tell(InferenceGraph network, String name, String why) {
    return "layer " + name + " (" + network.kind(name) + "): " + why;
  }
}

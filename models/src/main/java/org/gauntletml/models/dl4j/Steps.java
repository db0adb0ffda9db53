package org.gauntletml.models.dl4j;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/** Makes the step of each vertex: our own where DL4J's backward pass is wrong, else DL4J's. */
final class Steps {
  /** Makes the step of one kind of layer. */
  private interface Maker<L extends Layer> {
    Step make(L conf, org.deeplearning4j.nn.api.Layer layer);
  }

  private static final Map<Class<? extends Layer>, Maker<Layer>> OWN =
      Map.ofEntries(
          own(BatchNormalization.class, (conf, layer) -> new BatchNormStep(layer, conf)),
          own(OutputLayer.class, (conf, layer) -> new OutputStep(layer, conf)),
          own(CenterLossOutputLayer.class, (conf, layer) -> new OutputStep(layer, conf)),
          own(ActivationLayer.class, (conf, layer) -> new ActivationStep(conf.getActivationFn())),
          own(LossLayer.class, (conf, layer) -> new ActivationStep(conf.getActivationFn())),
          own(CnnLossLayer.class, (conf, layer) -> new ActivationStep(conf.getActivationFn())),
          own(LocalResponseNormalization.class, (conf, layer) -> new LrnStep(conf)),
          own(PReLULayer.class, (conf, layer) -> new PReluStep(layer)),
          own(DropoutLayer.class, (conf, layer) -> new ActivationStep(new ActivationIdentity())));

  private Steps() {}

  private static <L extends Layer> Map.Entry<Class<? extends Layer>, Maker<Layer>> own(
      Class<L> kind, Maker<L> maker) {
    return Map.entry(kind, (conf, layer) -> maker.make(kind.cast(conf), layer));
  }

  /** The steps of a vertex, to be run one after the other. */
  static List<Step> of(InferenceGraph network, String name) {
    GraphVertex vertex = network.vertex(name);
    if (vertex instanceof PreprocessorVertex alone) {
      return List.of(new PreProcessorStep(alone.getPreProcessor()));
    }
    if (!(vertex instanceof LayerVertex layered)) {
      return List.of(new VertexStep(network.graph().getVertex(name)));
    }
    Layer conf = layered.getLayerConf().getLayer();
    Step step =
        OWN.getOrDefault(conf.getClass(), (any, layer) -> new LayerStep(layer))
            .make(conf, network.graph().getLayer(name));
    return layered.getPreProcessor() == null
        ? List.of(step)
        : List.of(new PreProcessorStep(layered.getPreProcessor()), step);
  }
}

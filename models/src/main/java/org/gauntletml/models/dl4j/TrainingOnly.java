package org.gauntletml.models.dl4j;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Finds what a network does in training that no graph of it does. */
final class TrainingOnly {
  private TrainingOnly() {}

  /** Why a network cannot be trained on its graph: a sentence without a final stop, or nothing. */
  static Optional<String> in(Model network) {
    return network instanceof MultiLayerNetwork stack
        ? in(stack.getLayerWiseConfigurations())
        : in(((ComputationGraph) network).getConfiguration());
  }

  private static Optional<String> in(MultiLayerConfiguration conf) {
    List<Layer> layers = conf.getConfs().stream().map(NeuralNetConfiguration::getLayer).toList();
    return first(layers, layers.get(layers.size() - 1));
  }

  private static Optional<String> in(ComputationGraphConfiguration conf) {
    List<Layer> layers =
        conf.getVertices().values().stream()
            .filter(LayerVertex.class::isInstance)
            .map(vertex -> ((LayerVertex) vertex).getLayerConf().getLayer())
            .toList();
    return conf.getVertices().get(conf.getNetworkOutputs().get(0)) instanceof LayerVertex last
        ? first(layers, last.getLayerConf().getLayer())
        : Optional.of("its output is no layer with a loss");
  }

  private static Optional<String> first(List<Layer> layers, Layer output) {
    return layers.stream()
        .map(TrainingOnly::in)
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> hasCrossEntropy(output) ? Optional.empty() : Optional.of(lossOf(output)));
  }

  private static Optional<String> in(Layer layer) {
    String name = "layer " + layer.getLayerName();
    if (layer.getIDropout() != null || layer instanceof DropoutLayer) {
      return Optional.of(name + " drops out activations");
    }
    if (layer instanceof BaseLayer base && base.getWeightNoise() != null) {
      return Optional.of(name + " adds noise to its weights");
    }
    if (layer instanceof BaseLayer base && base.getActivationFn() instanceof ActivationRReLU) {
      return Optional.of(name + " draws its slopes");
    }
    boolean wraps =
        layer instanceof BaseWrapperLayer || layer.getClass().getSimpleName().startsWith("Frozen");
    return wraps ? Optional.of(name + " is frozen or wraps another") : Optional.empty();
  }

  private static boolean hasCrossEntropy(Layer layer) {
    if (!(layer instanceof BaseOutputLayer output) || layer instanceof CenterLossOutputLayer) {
      return false;
    }
    ILossFunction loss = output.getLossFn();
    return output.getActivationFn() instanceof ActivationSoftmax
        ? loss instanceof LossMCXENT of && of.getWeights() == null
        : output.getActivationFn() instanceof ActivationSigmoid
            && output.getNOut() == 1
            && loss instanceof LossBinaryXENT pair
            && pair.getWeights() == null;
  }

  private static String lossOf(Layer layer) {
    return "layer %s has another loss than the cross-entropy of a softmax, or of one sigmoid"
        .formatted(Objects.requireNonNullElse(layer.getLayerName(), "at the end"));
  }
}

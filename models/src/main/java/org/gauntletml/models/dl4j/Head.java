package org.gauntletml.models.dl4j;

import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/**
 * What stands between the scores of a network and its output. A final softmax or sigmoid is taken
 * off, so that the network answers logits; any other final activation stays.
 */
enum Head {
  /** Scores are the output as it is. */
  PLAIN,
  /** Logits of a softmax over the classes. */
  SOFTMAX,
  /** One logit per class, or the single logit of a two-class model. */
  SIGMOID;

  /** Takes the final softmax or sigmoid out of the configuration. */
  static Head takeOff(ComputationGraphConfiguration conf) {
    String name = conf.getNetworkOutputs().get(0);
    while (conf.getVertices().get(name) instanceof LayerVertex vertex) {
      Layer layer = vertex.getLayerConf().getLayer();
      IActivation activation = activation(layer);
      Head head = of(activation);
      if (head != PLAIN) {
        setIdentity(layer);
        return head;
      }
      if (!isIdentity(layer, activation) || vertex.getPreProcessor() != null) {
        return PLAIN;
      }
      name = Objects.requireNonNull(conf.getVertexInputs().get(name), name).get(0);
    }
    return PLAIN;
  }

  private static Head of(@Nullable IActivation activation) {
    if (activation instanceof ActivationSoftmax) {
      return SOFTMAX;
    }
    return activation instanceof ActivationSigmoid ? SIGMOID : PLAIN;
  }

  /** The activation of a layer that applies it to one row of scores per example, else null. */
  private static @Nullable IActivation activation(Layer layer) {
    if (layer instanceof ActivationLayer alone) {
      return alone.getActivationFn();
    }
    boolean appliesIt =
        layer instanceof BaseOutputLayer
            || layer instanceof DenseLayer
            || layer instanceof LossLayer
            || layer instanceof CnnLossLayer;
    return appliesIt ? ((BaseLayer) layer).getActivationFn() : null;
  }

  private static void setIdentity(Layer layer) {
    if (layer instanceof ActivationLayer alone) {
      alone.setActivationFn(new ActivationIdentity());
    } else {
      ((BaseLayer) layer).setActivationFn(new ActivationIdentity());
    }
  }

  private static boolean isIdentity(Layer layer, @Nullable IActivation activation) {
    return layer instanceof DropoutLayer
        || (activation instanceof ActivationIdentity
            && (layer instanceof LossLayer
                || layer instanceof CnnLossLayer
                || layer instanceof ActivationLayer));
  }
}

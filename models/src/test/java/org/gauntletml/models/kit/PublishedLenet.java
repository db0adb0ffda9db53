package org.gauntletml.models.kit;

import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.graph.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * {@link MnistLenet} with the weights that advertorch published and measured its attack figures on
 * (98.89% clean on the whole test set), read from the ONNX file beside this checkout.
 */
public final class PublishedLenet {
  private static final String[] LAYERS = {"conv1", "", "conv2", "", "linear1", "linear2"};

  private PublishedLenet() {}

  /** The network, where the file is there. */
  public static Optional<MultiLayerNetwork> network() {
    return OnnxWeights.ofMnistModel("advertorch_lenet5_clntrained.onnx")
        .map(PublishedLenet::filled);
  }

  private static MultiLayerNetwork filled(OnnxWeights weights) {
    MultiLayerNetwork net = MnistLenet.untrained(new Adam(1e-4));
    for (int i = 0; i < LAYERS.length; i++) {
      if (!LAYERS[i].isEmpty()) {
        INDArray w = array(weights.named(LAYERS[i] + ".weight"));
        INDArray b = array(weights.named(LAYERS[i] + ".bias"));
        net.setParam(i + "_W", w.rank() == 2 ? w.transpose().dup() : w);
        net.setParam(i + "_b", b.reshape(1, -1));
      }
    }
    return net;
  }

  private static INDArray array(Tensor tensor) {
    return Nd4j.createFromArray(tensor.floats()).reshape('c', tensor.shape().dims());
  }
}

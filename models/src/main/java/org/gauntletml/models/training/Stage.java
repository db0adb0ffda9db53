package org.gauntletml.models.training;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * One layer of a plain convolutional network, forward and backward, on the ND4J operations that
 * reach oneDNN. It works on the parameters of the Deeplearning4j layer themselves.
 */
interface Stage {
  /** The result for {@code x}; both are kept for {@link #backward}. */
  INDArray forward(INDArray x);

  /**
   * Fills the gradients of {@link #parameters()}.
   *
   * @param dy derivative of the loss in the last result; used up
   * @return the derivative in the last input
   */
  INDArray backward(INDArray dy);

  List<Parameter> parameters();

  /**
   * @throws IllegalArgumentException if the layer is anything but a convolution or dense layer with
   *     ReLU, max-pooling or a softmax output, or carries dropout, noise, constraints or penalties
   */
  static Stage of(Layer layer) {
    org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
    boolean bare = conf.getIDropout() == null && conf.getConstraints() == null;
    if (bare && conf instanceof SubsamplingLayer pooling && isMax(pooling)) {
      return new PoolingStage(pooling);
    }
    if (bare && conf instanceof BaseLayer base && isPlain(base)) {
      if (conf.getClass() == ConvolutionLayer.class && has(base, Activation.RELU)) {
        return new ReluStage(new ConvolutionStage(layer, (ConvolutionLayer) conf));
      }
      if (conf.getClass() == DenseLayer.class && has(base, Activation.RELU)) {
        return new ReluStage(new DenseStage(layer, base));
      }
      if (conf.getClass() == OutputLayer.class && has(base, Activation.SOFTMAX)) {
        return new DenseStage(layer, base);
      }
    }
    throw new IllegalArgumentException("only plain convolutional networks, not " + conf);
  }

  private static boolean isMax(SubsamplingLayer pooling) {
    return pooling.getPoolingType() == PoolingType.MAX
        && pooling.getConvolutionMode() != ConvolutionMode.Causal;
  }

  private static boolean isPlain(BaseLayer layer) {
    return layer.getWeightNoise() == null
        && layer.getRegularization().isEmpty()
        && layer.getRegularizationBias().isEmpty()
        && (layer.getGradientNormalization() == null
            || layer.getGradientNormalization() == GradientNormalization.None);
  }

  private static boolean has(BaseLayer layer, Activation activation) {
    IActivation expected = activation.getActivationFunction();
    return layer.getActivationFn().getClass() == expected.getClass();
  }

  /** An ND4J operation by its native name. */
  static DynamicCustomOp.DynamicCustomOpsBuilder op(String name) {
    return DynamicCustomOp.builder(name);
  }
}

package org.gauntletml.models.training;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** The networks that {@link Training} understands in full; any other it refuses. */
final class PlainNetwork {
  private PlainNetwork() {}

  /**
   * @throws IllegalArgumentException if a layer is anything but a convolution or dense layer with
   *     ReLU, max-pooling or a softmax output with cross-entropy, or if it carries dropout, noise,
   *     constraints, penalties or gradient clipping, lacks a bias, or is not FLOAT, channels first
   */
  static List<Stage> stages(MultiLayerNetwork net) {
    for (InputPreProcessor step :
        net.getLayerWiseConfigurations().getInputPreProcessors().values()) {
      if (!isFlattening(step)) {
        throw unknown(step);
      }
    }
    return Stream.of(net.getLayers()).map(PlainNetwork::stage).toList();
  }

  private static Stage stage(Layer layer) {
    org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
    boolean bare =
        conf.getIDropout() == null
            && conf.getConstraints() == null
            && layer.conf().isMiniBatch()
            && layer.conf().getDataType() == DataType.FLOAT;
    if (bare && conf instanceof SubsamplingLayer pooling && isPlain(pooling)) {
      return new PoolingStage(pooling);
    }
    if (bare && conf instanceof BaseLayer base && isUnrestrained(base)) {
      if (conf instanceof ConvolutionLayer convolution && isPlain(convolution)) {
        return new ReluStage(new ConvolutionStage(layer, convolution));
      }
      if (conf instanceof DenseLayer dense && isPlain(dense)) {
        return new ReluStage(new DenseStage(layer, dense));
      }
      if (conf instanceof OutputLayer output && isPlain(output)) {
        return new DenseStage(layer, output);
      }
    }
    throw unknown(conf);
  }

  private static IllegalArgumentException unknown(Object part) {
    return new IllegalArgumentException(
        "only plain convolutional networks are trained, not " + part);
  }

  private static boolean isFlattening(InputPreProcessor step) {
    return step instanceof CnnToFeedForwardPreProcessor flattening
        && flattening.getFormat() == CNN2DFormat.NCHW;
  }

  private static boolean isUnrestrained(BaseLayer layer) {
    return layer.getWeightNoise() == null
        && layer.getRegularization().isEmpty()
        && layer.getRegularizationBias().isEmpty()
        && (layer.getGradientNormalization() == null
            || layer.getGradientNormalization() == GradientNormalization.None);
  }

  private static boolean isRelu(BaseLayer layer) {
    return layer.getActivationFn() instanceof ActivationReLU relu
        && relu.getMax() == null
        && relu.getThreshold() == null
        && relu.getNegativeSlope() == null;
  }

  private static boolean isPlain(SubsamplingLayer layer) {
    return layer.getClass() == SubsamplingLayer.class
        && layer.getPoolingType() == PoolingType.MAX
        && layer.getConvolutionMode() != ConvolutionMode.Causal
        && layer.getCnn2dDataFormat() == CNN2DFormat.NCHW;
  }

  private static boolean isPlain(ConvolutionLayer layer) {
    return layer.getClass() == ConvolutionLayer.class
        && isRelu(layer)
        && layer.hasBias()
        && layer.getConvolutionMode() != ConvolutionMode.Causal
        && layer.getCnn2dDataFormat() == CNN2DFormat.NCHW;
  }

  private static boolean isPlain(DenseLayer layer) {
    return layer.getClass() == DenseLayer.class
        && isRelu(layer)
        && layer.hasBias()
        && !layer.hasLayerNorm();
  }

  private static boolean isPlain(OutputLayer layer) {
    return layer.getClass() == OutputLayer.class
        && layer.getActivationFn() instanceof ActivationSoftmax
        && layer.hasBias()
        && layer.getLossFn() instanceof LossMCXENT loss
        && loss.getWeights() == null;
  }
}

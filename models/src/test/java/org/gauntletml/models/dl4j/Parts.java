package org.gauntletml.models.dl4j;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Layers that many specimens are put together from. */
final class Parts {
  private Parts() {}

  static ConvolutionLayer.Builder last(ConvolutionLayer.Builder builder) {
    return builder
        .dataFormat(CNN2DFormat.NHWC)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.TANH);
  }

  static IActivation function(Activation activation) {
    return activation == Activation.THRESHOLDEDRELU
        ? new ActivationThresholdedReLU(0.1)
        : activation.getActivationFunction();
  }

  static Layer conv(int channels) {
    return new ConvolutionLayer.Builder(3, 2).nOut(channels).activation(Activation.TANH).build();
  }

  static Layer sameConv(int channels) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(channels)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.IDENTITY)
        .build();
  }

  static Layer conv1x1(int channels) {
    return new ConvolutionLayer.Builder(1, 1).nOut(channels).activation(Activation.TANH).build();
  }

  static Layer conv1d(int channels) {
    return new Convolution1DLayer.Builder(3).nOut(channels).activation(Activation.TANH).build();
  }

  static LSTM lstm() {
    return new LSTM.Builder().nOut(4).activation(Activation.TANH).dropOut(0.5).build();
  }

  static SubsamplingLayer.Builder pool(PoolingType type, int kernel, int stride) {
    SubsamplingLayer.Builder builder =
        new SubsamplingLayer.Builder(type).kernelSize(kernel, kernel).stride(stride, stride);
    return type == PoolingType.PNORM ? builder.pnorm(2) : builder;
  }

  static Layer tanhDense(int width) {
    return new DenseLayer.Builder().nOut(width).activation(Activation.TANH).build();
  }

  static Layer softmax(int classes) {
    return new OutputLayer.Builder().nOut(classes).activation(Activation.SOFTMAX).build();
  }

  static Layer sigmoid(int outputs) {
    return new OutputLayer.Builder(LossFunction.XENT)
        .nOut(outputs)
        .activation(Activation.SIGMOID)
        .build();
  }

  /** Another name for a kind of layer, as some files have it. */
  static Layer renamed(Layer layer, Class<? extends Layer> kind) {
    try {
      ObjectMapper mapper = NeuralNetConfiguration.mapper();
      String json = mapper.writeValueAsString(layer);
      return mapper.readValue(
          json.replace(layer.getClass().getName() + '"', kind.getName() + '"'), kind);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static Layer loss(Activation activation) {
    return new LossLayer.Builder(LossFunction.MSE).activation(activation).build();
  }
}

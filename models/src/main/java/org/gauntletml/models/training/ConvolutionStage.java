package org.gauntletml.models.training;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A convolution before its activation, channels first. */
final class ConvolutionStage implements Stage {
  private static final int NCHW = 0;
  private static final int OUT_IN_HEIGHT_WIDTH = 1;

  private final Parameter weights;
  private final Parameter bias;
  private final int[] geometry;
  private INDArray input = Nd4j.empty();

  ConvolutionStage(Layer layer, ConvolutionLayer conf) {
    weights = new Parameter(layer, conf, "W");
    bias = new Parameter(layer, conf, "b");
    int[] kernel = conf.getKernelSize();
    int[] stride = conf.getStride();
    int[] padding = conf.getPadding();
    int[] dilation = conf.getDilation();
    geometry =
        new int[] {
          kernel[0],
          kernel[1],
          stride[0],
          stride[1],
          padding[0],
          padding[1],
          dilation[0],
          dilation[1],
          conf.getConvolutionMode() == ConvolutionMode.Same ? 1 : 0,
          NCHW,
          OUT_IN_HEIGHT_WIDTH
        };
  }

  @Override
  public INDArray forward(INDArray x) {
    input = x;
    return Nd4j.exec(
        Stage.op("conv2d")
            .addInputs(x, weights.value(), flat(bias.value()))
            .addIntegerArguments(geometry)
            .build())[0];
  }

  @Override
  public INDArray backward(INDArray dy) {
    INDArray dx = input.ulike();
    Nd4j.exec(
        Stage.op("conv2d_bp")
            .addInputs(input, weights.value(), flat(bias.value()), dy)
            .addOutputs(
                dx, weights.gradient(weights.value().shape()), bias.gradient(bias.value().length()))
            .addIntegerArguments(geometry)
            .build());
    return dx;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weights, bias);
  }

  private static INDArray flat(INDArray bias) {
    return bias.reshape(new long[] {bias.length()});
  }
}

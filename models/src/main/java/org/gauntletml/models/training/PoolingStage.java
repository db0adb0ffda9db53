package org.gauntletml.models.training;

import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Max-pooling, channels first. */
final class PoolingStage implements Stage {
  private static final int NCHW = 0;

  private final int[] geometry;
  private INDArray input = Nd4j.empty();

  PoolingStage(SubsamplingLayer conf) {
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
          1,
          NCHW
        };
  }

  @Override
  public INDArray forward(INDArray x) {
    input = x;
    return Nd4j.exec(Stage.op("maxpool2d").addInputs(x).addIntegerArguments(geometry).build())[0];
  }

  @Override
  public INDArray backward(INDArray dy) {
    INDArray dx = input.ulike();
    Nd4j.exec(
        Stage.op("maxpool2d_bp")
            .addInputs(input, dy)
            .addOutputs(dx)
            .addIntegerArguments(geometry)
            .build());
    return dx;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }
}

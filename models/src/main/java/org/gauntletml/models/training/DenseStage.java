package org.gauntletml.models.training;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A dense layer before its activation; images are flattened channel by channel, row by row. */
final class DenseStage implements Stage {
  private final Parameter weights;
  private final Parameter bias;
  private long[] shape = {};
  private INDArray input = Nd4j.empty();

  DenseStage(Layer layer, BaseLayer conf) {
    weights = new Parameter(layer, conf, "W");
    bias = new Parameter(layer, conf, "b");
  }

  @Override
  public INDArray forward(INDArray x) {
    shape = x.shape();
    input = x.reshape('c', x.size(0), x.length() / x.size(0));
    INDArray y = fresh(x.size(0), weights.value().size(1));
    multiply(input, false, weights.value(), false, y);
    return y.addiRowVector(bias.value());
  }

  @Override
  public INDArray backward(INDArray dy) {
    multiply(input, true, dy, false, weights.gradient(weights.value().shape()));
    bias.gradient(1, dy.size(1)).assign(dy.sum(true, 0));
    INDArray dx = fresh(input.shape());
    multiply(dy, false, weights.value(), true, dx);
    return dx.reshape('c', shape);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weights, bias);
  }

  private static INDArray fresh(long... shape) {
    return Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
  }

  private static void multiply(INDArray a, boolean aT, INDArray b, boolean bT, INDArray to) {
    Nd4j.exec(
        Stage.op("matmul")
            .addInputs(a, b)
            .addOutputs(to)
            .addIntegerArguments(aT ? 1 : 0, bT ? 1 : 0, 0)
            .build());
  }
}

package org.gauntletml.models.training;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Another stage followed by the rectifier, in its place. */
final class ReluStage implements Stage {
  private final Stage before;
  private INDArray output = Nd4j.empty();

  ReluStage(Stage before) {
    this.before = before;
  }

  @Override
  public INDArray forward(INDArray x) {
    output = before.forward(x);
    Nd4j.exec(
        Stage.op("relu")
            .addInputs(output)
            .addOutputs(output)
            .addFloatingPointArguments(0.0)
            .build());
    return output;
  }

  @Override
  public INDArray backward(INDArray dy) {
    Nd4j.exec(Stage.op("relu_bp").addInputs(output, dy).addOutputs(dy).build());
    return before.backward(dy);
  }

  @Override
  public List<Parameter> parameters() {
    return before.parameters();
  }
}

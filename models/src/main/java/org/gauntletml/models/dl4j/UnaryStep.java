package org.gauntletml.models.dl4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A step with one input that needs nothing but that input to go backward. */
abstract class UnaryStep implements Step {
  private @Nullable INDArray input;

  abstract INDArray apply(INDArray x);

  abstract INDArray pullback(INDArray x, INDArray cotangent);

  @Override
  public final INDArray forward(List<INDArray> inputs, int batch) {
    input = inputs.get(0);
    return apply(inputs.get(0));
  }

  @Override
  public final List<INDArray> backward(INDArray cotangent) {
    if (input == null) {
      throw new IllegalStateException("backward without a forward pass");
    }
    return List.of(pullback(input, cotangent));
  }

  @Override
  public void forget() {
    input = null;
  }
}

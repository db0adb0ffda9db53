package org.gauntletml.models.training;

import java.util.List;
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

  /** An ND4J operation by its native name. */
  static DynamicCustomOp.DynamicCustomOpsBuilder op(String name) {
    return DynamicCustomOp.builder(name);
  }
}

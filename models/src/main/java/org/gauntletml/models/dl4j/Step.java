package org.gauntletml.models.dl4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One vertex of a network in inference mode. A step remembers what its last forward pass saw, and
 * {@link #backward} speaks about that pass only. Neither direction changes its arguments; results
 * may share memory with them.
 */
interface Step {
  /**
   * @param batch number of examples, which is not always the first dimension: time steps may have
   *     become rows
   */
  INDArray forward(List<INDArray> inputs, int batch);

  /** Cotangents of the inputs of the last forward pass, one for each. */
  List<INDArray> backward(INDArray cotangent);

  /** Lets go of the arrays kept since the last forward pass. */
  void forget();
}

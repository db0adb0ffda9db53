package org.gauntletml.models;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * One forward pass kept alive: the vector-Jacobian product of a classifier at a batch of points.
 * Every gradient in Gauntlet is a pullback: of a loss, of a margin, of one logit.
 */
public interface Linearization extends AutoCloseable {
  /** Logits {@code [N, classes]}; owned by this linearization and released with it. */
  INDArray logits();

  /**
   * Pulls a cotangent back to the input: row n of the result is {@code J_n' dLogits_n}. May be
   * called any number of times.
   *
   * @param dLogits FLOAT {@code [N, classes]}; borrowed
   * @return fresh FLOAT array of the input's shape, owned by the caller
   * @throws IllegalStateException after {@link #close()}
   */
  INDArray pullback(INDArray dLogits);

  /**
   * Rows of the Jacobian: the gradient of each given class's logit, for every example.
   *
   * @param classes K of the model's classes
   * @return fresh FLOAT array {@code [K, N, input...]}, owned by the caller
   * @throws IllegalStateException after {@link #close()}
   */
  default INDArray pullbackAll(int... classes) {
    INDArray[] rows = new INDArray[classes.length];
    for (int k = 0; k < classes.length; k++) {
      INDArray unit = Nd4j.zeros(DataType.FLOAT, logits().shape());
      unit.get(NDArrayIndex.all(), NDArrayIndex.interval(classes[k], classes[k] + 1)).assign(1);
      rows[k] = pullback(unit);
    }
    return Nd4j.stack(0, rows);
  }

  @Override
  void close();
}

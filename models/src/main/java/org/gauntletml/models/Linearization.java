package org.gauntletml.models;

import org.nd4j.linalg.api.ndarray.INDArray;

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

  @Override
  void close();
}

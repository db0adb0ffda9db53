package org.gauntletml.models;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A model that tells its scores. */
public interface Classifier extends LabelOracle {
  /**
   * Logits, never softmax probabilities.
   *
   * @param x FLOAT inputs {@code [N, input...]}; borrowed, never changed or kept
   * @return fresh FLOAT array {@code [N, classes]}, owned by the caller
   */
  INDArray logits(INDArray x);

  /** The first class with the highest logit. */
  @Override
  default int[] labels(INDArray x) {
    try (INDArray logits = logits(x)) {
      return Logits.argMax(logits);
    }
  }
}

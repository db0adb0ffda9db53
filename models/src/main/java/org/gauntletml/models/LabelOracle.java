package org.gauntletml.models;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The least a model must give to be attacked: a hard label for every input. */
public interface LabelOracle {
  /** Shape and bounds of one input. */
  InputSpec input();

  /** Number of classes K; labels are 0 to K-1. */
  int classes();

  /**
   * Predicted labels.
   *
   * @param x FLOAT inputs {@code [N, input...]} within the bounds; borrowed, never changed or kept
   * @return N labels
   */
  int[] labels(INDArray x);
}

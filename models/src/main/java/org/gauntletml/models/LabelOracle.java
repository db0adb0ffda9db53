package org.gauntletml.models;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The least a model must give to be attacked: a hard label for every input. A model answers for any
 * finite values, also outside the bounds of its input (a smoothed classifier asks about noisy
 * ones); it is the targets of attacks that keep to the box.
 */
public interface LabelOracle {
  /** Shape and bounds of one input. */
  InputSpec input();

  /** Number of classes K; labels are 0 to K-1. */
  int classes();

  /**
   * Predicted labels.
   *
   * @param x FLOAT inputs {@code [N, input...]}; borrowed, never changed or kept
   * @return N labels
   */
  int[] labels(INDArray x);
}

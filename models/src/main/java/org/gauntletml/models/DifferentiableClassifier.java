package org.gauntletml.models;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A model that can be differentiated with respect to its input. */
public interface DifferentiableClassifier extends Classifier {
  /**
   * Runs one forward pass in inference mode and keeps it, so that gradients can be pulled back
   * through it.
   *
   * @param x FLOAT inputs {@code [N, input...]}; borrowed until the linearization is closed
   */
  Linearization linearize(INDArray x);

  @Override
  default INDArray logits(INDArray x) {
    try (Linearization forward = linearize(x)) {
      return forward.logits().dup('c');
    }
  }
}

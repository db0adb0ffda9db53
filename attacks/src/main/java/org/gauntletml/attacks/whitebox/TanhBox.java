package org.gauntletml.attacks.whitebox;

import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The change of variables that keeps a search inside the box (Carlini and Wagner 2017, arXiv
 * 1608.04644): {@code x = centre + width / 2 tanh(w)}.
 */
record TanhBox(InputSpec input) {
  /** Keeps the edges of the box at finite w. */
  private static final double INSIDE = 0.999999;

  double width() {
    return input.upper() - input.lower();
  }

  /** The w of these points, fresh. */
  INDArray enter(INDArray x) {
    return Transforms.atanh(x.sub(centre()).muli(2 * INSIDE / width()), false);
  }

  /** The point of these w, fresh and in the box. */
  INDArray leave(INDArray w) {
    return input.clip(Transforms.tanh(w, true).muli(width() / 2).addi(centre()));
  }

  /** dx/dw at these points, fresh. */
  INDArray slope(INDArray x) {
    INDArray tanh = x.sub(centre()).muli(2 / width());
    return tanh.muli(tanh).rsubi(1).muli(width() / 2);
  }

  private double centre() {
    return (input.upper() + input.lower()) / 2;
  }
}

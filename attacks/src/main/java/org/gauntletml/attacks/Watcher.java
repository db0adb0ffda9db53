package org.gauntletml.attacks;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Looks on as an attack asks its questions, as a defence in front of the model could. */
@FunctionalInterface
public interface Watcher {
  /** Does not look. */
  Watcher NOBODY = (points, rows) -> {};

  /**
   * Is told of every question that is put to the model, in order.
   *
   * @param points FLOAT {@code [M, input...]} in 'c' order; borrowed
   * @param rows the example that each point belongs to
   */
  void asked(INDArray points, int[] rows);
}

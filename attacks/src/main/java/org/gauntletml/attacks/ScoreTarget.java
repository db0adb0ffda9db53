package org.gauntletml.attacks;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A target that tells logits. */
public interface ScoreTarget extends LabelTarget {
  /** Logits {@code [M, classes]}, fresh; one query per point. */
  INDArray logits(INDArray points, int[] rows);
}

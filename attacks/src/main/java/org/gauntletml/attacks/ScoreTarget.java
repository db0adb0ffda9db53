package org.gauntletml.attacks;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A target that tells logits. */
public interface ScoreTarget extends LabelTarget {
  /** Logits {@code [M, classes]}, fresh; one query per point. */
  INDArray logits(INDArray points, int[] rows);

  /** As {@link #logits(INDArray, int[])}, of points in plain Java, features in 'c' order. */
  default INDArray logits(float[][] points, int[] rows) {
    try (INDArray batch = Rows.batch(points, input())) {
      return logits(batch, rows);
    }
  }

  /**
   * The classes to aim at, by the logits of the unperturbed active examples; one query per example.
   * Under a targeted criterion it is the target alone.
   *
   * @param most how many per example at most, 1 or more
   */
  default Rivals rivals(int most) {
    int[] rows = active();
    return Rivals.of(criterion(), logits(originals(rows), rows), trueLabels(rows), rows, most);
  }
}

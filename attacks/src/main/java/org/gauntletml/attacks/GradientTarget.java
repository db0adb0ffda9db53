package org.gauntletml.attacks;

import org.gauntletml.models.Linearization;
import org.gauntletml.models.LogitLoss;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A target that can be differentiated. */
public interface GradientTarget extends ScoreTarget {
  /**
   * Losses to be maximised and their input gradients.
   *
   * @param losses one per point
   * @param gradient FLOAT {@code [M, input...]}, fresh
   */
  record Ascent(double[] losses, INDArray gradient) {}

  /**
   * The loss in the criterion's form and its gradient: one query and one gradient query per point,
   * one forward pass in all. The losses go into the trace that convergence is judged by.
   */
  Ascent ascend(INDArray points, int[] rows, LogitLoss loss);

  /**
   * One forward pass to pull any cotangents back through: one query per point, and one gradient
   * query per point for every pullback.
   */
  Linearization linearize(INDArray points, int[] rows);
}

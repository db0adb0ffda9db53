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
   * @param adversarial whether each point met the criterion, whatever its distance; of several
   *     draws, in most
   */
  record Ascent(double[] losses, INDArray gradient, boolean[] adversarial) {}

  /**
   * The loss in the criterion's form and its gradient: one query and one gradient query per point,
   * one forward pass in all. The losses go into the trace that convergence is judged by.
   */
  Ascent ascend(INDArray points, int[] rows, LogitLoss loss);

  /**
   * The loss of reaching the classes {@code aims}, one per point, whatever the criterion; what
   * counts as a success remains the criterion's. Otherwise as {@link #ascend(INDArray, int[],
   * LogitLoss)}.
   */
  Ascent ascend(INDArray points, int[] rows, LogitLoss loss, int[] aims);

  /**
   * One forward pass to pull any cotangents back through: one query per point, and one gradient
   * query per point for every pullback.
   *
   * @throws IllegalStateException if an example's budget is spent; keep the standing rows first
   */
  Linearization linearize(INDArray points, int[] rows);

  /**
   * The same target for a randomised model: losses and gradients are means over so many answers,
   * each of which is charged (expectation over transformation, Athalye et al. 2018, arXiv
   * 1707.07397).
   */
  GradientTarget averaged(int draws);
}

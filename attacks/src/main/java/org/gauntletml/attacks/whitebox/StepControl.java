package org.gauntletml.attacks.whitebox;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The step sizes of an adaptive attack, one per example. State hangs on the example's row in the
 * batch, never on its place among those still standing, so examples may leave at any time.
 */
abstract class StepControl {
  /** The highest loss so far, by row. */
  final double[] best;

  private final CheckpointSchedule schedule;
  private int steps;

  /**
   * @param rows the examples, ascending
   * @param losses theirs at the start
   */
  StepControl(CheckpointSchedule schedule, int[] rows, double[] losses) {
    this.schedule = schedule;
    best = byRow(rows, losses);
  }

  /**
   * Moves a point of the example in {@code row} by its direction times its step size.
   *
   * @param gradient used up
   */
  abstract void step(float[] point, float[] gradient, int row);

  /** The share of a new step in a move; the rest keeps the motion before. */
  abstract double newShare();

  /** At a checkpoint adapts the steps and tells which examples go back to their best point. */
  abstract boolean[] lookBack(int[] rows, INDArray bestPerturbation);

  /** Notes the losses after a step and tells which are the highest so far. */
  boolean[] note(int[] rows, double[] losses) {
    steps++;
    boolean[] improved = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      improved[i] = losses[i] > best[rows[i]];
      best[rows[i]] = Math.max(losses[i], best[rows[i]]);
    }
    return improved;
  }

  /** Whether it is time to look back. */
  boolean atCheckpoint() {
    return period() > 0;
  }

  /** The length of the period that ends here, 0 if none does. */
  int period() {
    return schedule.periodEndingAt(steps);
  }

  static double[] byRow(int[] rows, double[] values) {
    double[] byRow = new double[rows[rows.length - 1] + 1];
    for (int i = 0; i < rows.length; i++) {
      byRow[rows[i]] = values[i];
    }
    return byRow;
  }
}

package org.gauntletml.attacks.scorebased;

import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.ScoreTarget;
import org.gauntletml.models.LogitLoss;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The loss at many points of every example, in questions of bounded size.
 *
 * @param inBall whether points are moved into the ball before they are asked about; into the box
 *     they always are
 */
record Probes(ScoreTarget target, LogitLoss loss, boolean inBall) {
  /** Points of one question to the model, unless there are more examples. */
  static final int AT_ONCE = 1024;

  /** Points by number. */
  @FunctionalInterface
  interface Points {
    /**
     * Fills one point.
     *
     * @param place of its example among the rows
     * @param number from 0; of each example asked for in ascending order
     */
    void fill(int place, int number, float[] point);
  }

  /**
   * Asks about so many points of each example.
   *
   * @return {@code [rows][each]}; without meaning where the budget was spent, whose example is
   *     finished then
   */
  double[][] losses(int[] rows, int each, Points points) {
    double[][] losses = new double[rows.length][each];
    int most = Math.max(1, AT_ONCE / Math.max(1, rows.length));
    for (int from = 0; from < each && rows.length > 0; from += most) {
      ask(rows, from, Math.min(most, each - from), points, losses);
    }
    return losses;
  }

  private void ask(int[] rows, int from, int some, Points points, double[][] losses) {
    float[][] asked = new float[rows.length * some][target.input().features()];
    int[] owners = new int[asked.length];
    for (int i = 0; i < asked.length; i++) {
      owners[i] = rows[i / some];
      points.fill(i / some, from + i % some, asked[i]);
    }
    INDArray batch = Rows.batch(asked, target.input());
    INDArray inside = inBall ? target.project(batch, owners) : target.input().clip(batch);
    double[] found =
        target
            .criterion()
            .loss(loss, target.logits(inside, owners), target.trueLabels(owners), owners)
            .losses();
    for (int i = 0; i < found.length; i++) {
      losses[i / some][from + i % some] = found[i];
    }
  }
}

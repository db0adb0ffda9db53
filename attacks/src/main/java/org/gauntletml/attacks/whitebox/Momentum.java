package org.gauntletml.attacks.whitebox;

import org.gauntletml.attacks.Norm;
import org.gauntletml.models.FloatRows;
import org.gauntletml.models.InputSpec;

/**
 * The move of APGD: a share of a step and the rest of the last move, kept in ball and box. Of the
 * points before the last move, the points now, these again, their gradients and originals it makes
 * the next points.
 *
 * @param control makes the step
 * @param rows the examples of the batch
 * @param share of the step, at most 1
 * @param radius of the ball
 */
record Momentum(
    Norm norm, StepControl control, int[] rows, double share, double radius, InputSpec box)
    implements FloatRows.Kernel {
  @Override
  public void apply(int n, float[][] at) {
    float[] next = at[0];
    float[] now = at[1];
    float[] stepped = at[2];
    control.step(stepped, at[3], rows[n]);
    norm.project(stepped, at[4], radius, box);
    if (share == 1) {
      System.arraycopy(stepped, 0, next, 0, next.length);
    } else {
      float fresh = (float) share;
      for (int i = 0; i < next.length; i++) {
        next[i] = now[i] + (fresh * (stepped[i] - now[i]) + (1 - fresh) * (now[i] - next[i]));
      }
      norm.project(next, at[4], radius, box);
    }
  }
}

package org.gauntletml.attacks;

import java.util.random.RandomGenerator;
import org.gauntletml.models.InputSpec;

/**
 * What differs between norms, for one row of features in plain Java; {@link Norm} does the same
 * with batches. Sizes are computed in double. Nothing is kept from row to row, and what a method
 * turns or moves changes in place.
 */
sealed interface Geometry permits LinfGeometry, L2Geometry, L1Geometry, L0Geometry {
  /** Size of one row. */
  double sizeOf(double[] d);

  /** As {@link #sizeOf(double[])}. */
  default double sizeOf(float[] d) {
    return sizeOf(Rows.doubles(d));
  }

  /** Distance of two points; the difference is exact. */
  default double distance(float[] a, float[] b) {
    double[] d = new double[a.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = (double) a[i] - b[i];
    }
    return sizeOf(d);
  }

  /**
   * Turns a gradient into steepest ascent: the direction of unit norm that raises the linear model
   * {@code <g, d>} most. A zero gradient gives a zero direction.
   */
  void ascend(float[] g);

  /**
   * As {@link #ascend}, of the part of the gradient that does not lead out of the box from {@code
   * x}, lest a step be spent on moves that clipping undoes.
   */
  default void ascendInBox(float[] g, float[] x, InputSpec box) {
    box.inward(g, x);
    ascend(g);
  }

  /** Projects a perturbation onto the ball, exactly: to the nearest point of it in L2. */
  void shrink(float[] d, double radius);

  /** As {@link #shrink}, and so that clipping {@code x + d} stays in the ball. */
  default void shrinkInBox(float[] d, float[] x, double radius, InputSpec box) {
    shrink(d, radius);
  }

  /**
   * Moves a point into the ball around its original, as {@link #shrinkInBox} does, and then into
   * the box.
   *
   * @param x its original, in the box
   */
  default void project(float[] point, float[] x, double radius, InputSpec box) {
    for (int i = 0; i < point.length; i++) {
      point[i] -= x[i];
    }
    shrinkInBox(point, x, radius, box);
    float low = (float) box.lower();
    float high = (float) box.upper();
    for (int i = 0; i < point.length; i++) {
      point[i] = Math.max(low, Math.min(high, x[i] + point[i]));
    }
  }

  /** Fills {@code d} with a uniform sample of the unit ball. */
  void sampleInto(float[] d, RandomGenerator random);
}

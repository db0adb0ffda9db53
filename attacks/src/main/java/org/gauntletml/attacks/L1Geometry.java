package org.gauntletml.attacks;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.gauntletml.models.InputSpec;

/** Rows under the sum of the absolute changes. */
record L1Geometry() implements Geometry {
  @Override
  public double sizeOf(double[] d) {
    double sum = 0;
    for (double v : d) {
      sum += Math.abs(v);
    }
    return sum;
  }

  /** One coordinate: the true maximiser of the linear model over the L1 ball. */
  @Override
  public void ascend(float[] g) {
    int steepest = 0;
    for (int i = 1; i < g.length; i++) {
      steepest = Math.abs(g[i]) > Math.abs(g[steepest]) ? i : steepest;
    }
    float sign = Math.signum(g[steepest]);
    Arrays.fill(g, 0);
    g[steepest] = sign;
  }

  /** One soft threshold; never a rescaling. */
  @Override
  public void shrink(float[] d, double radius) {
    double[] rooms = new double[d.length];
    Arrays.fill(rooms, Double.POSITIVE_INFINITY);
    soften(d, SoftThreshold.of(magnitudes(d), rooms, radius));
  }

  /** Exactly the nearest point of the ball's part in the box, by thresholds that know the box. */
  @Override
  public void shrinkInBox(float[] d, float[] x, double radius, InputSpec box) {
    double[] rooms = new double[d.length];
    Arrays.setAll(rooms, i -> d[i] > 0 ? box.upper() - x[i] : x[i] - box.lower());
    soften(d, SoftThreshold.of(magnitudes(d), rooms, radius));
  }

  @Override
  public void sampleInto(float[] d, RandomGenerator random) {
    double[] direction =
        random
            .doubles(d.length)
            .map(u -> random.nextExponential() * (random.nextBoolean() ? 1 : -1))
            .toArray();
    double length = Arrays.stream(direction).map(Math::abs).sum();
    double scale = Math.pow(random.nextDouble(), 1.0 / d.length) / length;
    for (int i = 0; i < d.length; i++) {
      d[i] = (float) (direction[i] * scale);
    }
  }

  private static void soften(float[] d, double threshold) {
    float t = (float) threshold;
    for (int i = 0; i < d.length; i++) {
      d[i] = Math.signum(d[i]) * Math.max(0, Math.abs(d[i]) - t);
    }
  }

  private static double[] magnitudes(float[] row) {
    double[] magnitudes = Rows.doubles(row);
    for (int i = 0; i < magnitudes.length; i++) {
      magnitudes[i] = Math.abs(magnitudes[i]);
    }
    return magnitudes;
  }
}

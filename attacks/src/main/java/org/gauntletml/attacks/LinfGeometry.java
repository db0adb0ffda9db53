package org.gauntletml.attacks;

import java.util.random.RandomGenerator;
import org.gauntletml.models.InputSpec;

/** Rows under the largest absolute change. */
record LinfGeometry() implements Geometry {
  @Override
  public double sizeOf(double[] d) {
    double largest = 0;
    for (double v : d) {
      double size = Math.abs(v);
      // a guess that is nearly always right costs less than a maximum that waits for the last one
      if (!(size <= largest)) {
        largest = Math.max(largest, size);
      }
    }
    return largest;
  }

  @Override
  public void ascend(float[] g) {
    for (int i = 0; i < g.length; i++) {
      g[i] = (g[i] > 0 ? 1 : 0) - (g[i] < 0 ? 1 : 0);
    }
  }

  /** The same: coordinates that share no budget lose nothing where clipping undoes a move. */
  @Override
  public void ascendInBox(float[] g, float[] x, InputSpec box) {
    ascend(g);
  }

  @Override
  public void shrink(float[] d, double radius) {
    float r = (float) radius;
    for (int i = 0; i < d.length; i++) {
      d[i] = Math.max(-r, Math.min(r, d[i]));
    }
  }

  @Override
  public void sampleInto(float[] d, RandomGenerator random) {
    for (int i = 0; i < d.length; i++) {
      d[i] = (float) random.nextDouble(-1, 1);
    }
  }
}

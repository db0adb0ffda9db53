package org.gauntletml.attacks;

import java.util.random.RandomGenerator;

/** Rows under the Euclidean length. */
record L2Geometry() implements Geometry {
  @Override
  public double sizeOf(double[] d) {
    double sum = 0;
    for (double v : d) {
      sum += v * v;
    }
    return Math.sqrt(sum);
  }

  /** In one pass, with two sums that a processor makes side by side. */
  @Override
  public double sizeOf(float[] d) {
    double even = 0;
    double odd = 0;
    for (int i = 0; i < d.length - 1; i += 2) {
      even += (double) d[i] * d[i];
      odd += (double) d[i + 1] * d[i + 1];
    }
    double last = d.length % 2 == 1 ? d[d.length - 1] : 0;
    return Math.sqrt(even + odd + last * last);
  }

  /** As {@link #sizeOf(float[])}. */
  @Override
  public double distance(float[] a, float[] b) {
    double even = 0;
    double odd = 0;
    for (int i = 0; i < a.length - 1; i += 2) {
      double d = (double) a[i] - b[i];
      double e = (double) a[i + 1] - b[i + 1];
      even += d * d;
      odd += e * e;
    }
    if (a.length % 2 == 1) {
      double d = (double) a[a.length - 1] - b[a.length - 1];
      even += d * d;
    }
    return Math.sqrt(even + odd);
  }

  @Override
  public void ascend(float[] g) {
    float size = (float) sizeOf(g);
    if (size > 0) {
      // divided, not multiplied by a reciprocal: that of a saturated model's gradient is infinite
      for (int i = 0; i < g.length; i++) {
        g[i] /= size;
      }
    }
  }

  @Override
  public void shrink(float[] d, double radius) {
    double size = sizeOf(d);
    if (size > radius) {
      float scale = (float) (radius / size);
      for (int i = 0; i < d.length; i++) {
        d[i] *= scale;
      }
    }
  }

  @Override
  public void sampleInto(float[] d, RandomGenerator random) {
    Normals.fill(d, random);
    double scale = Math.pow(random.nextDouble(), 1.0 / d.length) / sizeOf(d);
    for (int i = 0; i < d.length; i++) {
      d[i] = (float) (d[i] * scale);
    }
  }
}

package org.gauntletml.attacks.decisionbased;

/** Directions in the space of features, in double. */
final class Vectors {
  private Vectors() {}

  /** Scales to length 1, in place, and returns it; zero stays zero. */
  static double[] unit(double[] v) {
    double length = Math.sqrt(product(v, v));
    double scale = length > 0 ? 1 / length : 0;
    for (int i = 0; i < v.length; i++) {
      v[i] *= scale;
    }
    return v;
  }

  /** {@code a - b}. */
  static double[] difference(float[] a, float[] b) {
    double[] d = new double[a.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = (double) a[i] - b[i];
    }
    return d;
  }

  /** Inner product, in four sums that a processor can make side by side. */
  static double product(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int even = a.length & -4;
    for (int i = 0; i < even; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (int i = even; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** {@code a += scale * b}. */
  static void add(double[] a, double scale, double[] b) {
    for (int i = 0; i < a.length; i++) {
      a[i] += scale * b[i];
    }
  }

  /** Makes {@code v} orthogonal to a direction of length 1, in place. */
  static void removeFrom(double[] v, double[] unit) {
    add(v, -product(v, unit), unit);
  }
}

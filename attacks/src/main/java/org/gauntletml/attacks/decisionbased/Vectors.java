package org.gauntletml.attacks.decisionbased;

/** Directions in the space of features, in double. */
final class Vectors {
  private Vectors() {}

  /** Scales to length 1, in place, and returns it; zero stays zero. */
  static double[] unit(double[] v) {
    double length = Math.sqrt(product(v, v));
    for (int i = 0; i < v.length && length > 0; i++) {
      v[i] /= length;
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

  static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
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

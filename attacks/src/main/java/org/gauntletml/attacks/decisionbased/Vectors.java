package org.gauntletml.attacks.decisionbased;

/** Directions in the space of features; products are summed in double. */
final class Vectors {
  private Vectors() {}

  /** Scales to length 1, in place, and returns it; zero stays zero. */
  static float[] unit(float[] v) {
    double length = Math.sqrt(product(v, v));
    float scale = (float) (length > 0 ? 1 / length : 0);
    for (int i = 0; i < v.length; i++) {
      v[i] *= scale;
    }
    return v;
  }

  /** {@code a - b}. */
  static float[] difference(float[] a, float[] b) {
    float[] d = new float[a.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = a[i] - b[i];
    }
    return d;
  }

  /** Inner product, in four sums that a processor can make side by side. */
  static double product(float[] a, float[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int even = a.length & -4;
    for (int i = 0; i < even; i += 4) {
      s0 += (double) a[i] * b[i];
      s1 += (double) a[i + 1] * b[i + 1];
      s2 += (double) a[i + 2] * b[i + 2];
      s3 += (double) a[i + 3] * b[i + 3];
    }
    for (int i = even; i < a.length; i++) {
      s0 += (double) a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** {@code a += scale * b}. */
  static void add(float[] a, double scale, float[] b) {
    float s = (float) scale;
    for (int i = 0; i < a.length; i++) {
      a[i] += s * b[i];
    }
  }

  /**
   * Makes {@code v} orthogonal to the first of some directions of length 1, which are orthogonal to
   * each other, in place. Takes four at a time, a quarter of the time of one after the other.
   */
  static void removeAll(float[] v, float[][] units, int count) {
    int fours = count & -4;
    for (int k = 0; k < fours; k += 4) {
      removeFour(v, units[k], units[k + 1], units[k + 2], units[k + 3]);
    }
    for (int k = fours; k < count; k++) {
      removeFrom(v, units[k]);
    }
  }

  private static void removeFour(float[] v, float[] a, float[] b, float[] c, float[] d) {
    float alongA = 0;
    float alongB = 0;
    float alongC = 0;
    float alongD = 0;
    for (int i = 0; i < v.length; i++) {
      float value = v[i];
      alongA += value * a[i];
      alongB += value * b[i];
      alongC += value * c[i];
      alongD += value * d[i];
    }
    for (int i = 0; i < v.length; i++) {
      v[i] -= (alongA * a[i] + alongB * b[i]) + (alongC * c[i] + alongD * d[i]);
    }
  }

  /** Makes {@code v} orthogonal to a direction of length 1, in place. */
  static void removeFrom(float[] v, float[] unit) {
    add(v, -product(v, unit), unit);
  }
}

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

  /** Adds a multiple of each of some arrays, four at a time, so that sums are stored less often. */
  static void addAll(float[] to, float[] multiples, float[][] all) {
    int fours = all.length & -4;
    for (int k = 0; k < fours; k += 4) {
      addFour(to, multiples, k, all[k], all[k + 1], all[k + 2], all[k + 3]);
    }
    for (int k = fours; k < all.length; k++) {
      add(to, multiples[k], all[k]);
    }
  }

  private static void addFour(
      float[] to, float[] multiples, int k, float[] a, float[] b, float[] c, float[] d) {
    float ofA = multiples[k];
    float ofB = multiples[k + 1];
    float ofC = multiples[k + 2];
    float ofD = multiples[k + 3];
    for (int i = 0; i < to.length; i++) {
      to[i] += (ofA * a[i] + ofB * b[i]) + (ofC * c[i] + ofD * d[i]);
    }
  }

  /** Makes {@code v} orthogonal to a direction of length 1, in place. */
  static void removeFrom(float[] v, float[] unit) {
    add(v, -product(v, unit), unit);
  }
}

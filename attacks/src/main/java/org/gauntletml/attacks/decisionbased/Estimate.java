package org.gauntletml.attacks.decisionbased;

import org.gauntletml.attacks.Norm;

/**
 * The normal of the boundary from labels around a point on it: the mean of {@code (phi - mean phi)
 * u} over moves {@code u} whose end is adversarial ({@code phi} 1) or not (-1) (Chen et al. 2020,
 * arXiv 1904.02144, equation 16). Where all have one label, the mean of {@code phi u}.
 */
final class Estimate {
  private static final int AT_ONCE = 128;

  private final double[] signed;
  private final double[] plain;
  private int count;
  private int adversarial;

  Estimate(int features) {
    signed = new double[features];
    plain = new double[features];
  }

  /**
   * The normal at {@code x} from this many moves of one length; for Linf its signs.
   *
   * @param length of the moves, before the box shortens them
   */
  static double[] normal(
      Example example, float[] x, double length, int count, Directions.Source source, Norm norm) {
    Estimate estimate = new Estimate(x.length);
    for (int from = 0; from < count; from += AT_ONCE) {
      float[][] points = new float[Math.min(AT_ONCE, count - from)][];
      for (int i = 0; i < points.length; i++) {
        points[i] = example.along(x, length, source.draw(example.random()));
      }
      boolean[] adversarial = example.adversarial(points);
      for (int i = 0; i < points.length; i++) {
        estimate.add(points[i], x, adversarial[i]);
      }
    }
    double[] normal = estimate.direction();
    for (int i = 0; i < normal.length && norm == Norm.LINF; i++) {
      normal[i] = Math.signum(normal[i]);
    }
    return normal;
  }

  /** Adds the move from {@code x} to {@code point}, as clipping has left it. */
  void add(float[] point, float[] x, boolean isAdversarial) {
    int phi = isAdversarial ? 1 : -1;
    for (int i = 0; i < x.length; i++) {
      double u = point[i] - x[i];
      signed[i] += phi * u;
      plain[i] += u;
    }
    count++;
    adversarial += isAdversarial ? 1 : 0;
  }

  /** Of length 1, or zero where nothing was learned. */
  double[] direction() {
    boolean mixed = adversarial > 0 && adversarial < count;
    double mean = mixed ? (2.0 * adversarial - count) / count : 0;
    double[] direction = new double[signed.length];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = signed[i] - mean * plain[i];
    }
    return Vectors.unit(direction);
  }
}

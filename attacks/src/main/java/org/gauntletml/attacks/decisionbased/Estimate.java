package org.gauntletml.attacks.decisionbased;

import java.util.function.Function;
import org.gauntletml.attacks.Norm;

/**
 * The normal of the boundary from labels around a point on it: the mean of {@code (phi - mean phi)
 * u} over moves {@code u} whose end is adversarial ({@code phi} 1) or not (-1) (Chen et al. 2020,
 * arXiv 1904.02144, equation 16). Where all have one label, the mean of {@code phi u}.
 */
final class Estimate {
  private final float[] signed;
  private final float[] plain;
  private int count;
  private int adversarial;

  private Estimate(int features) {
    signed = new float[features];
    plain = new float[features];
  }

  /**
   * Estimates the normal at {@code x} from this many moves of one length; for Linf its signs.
   *
   * @param length of the moves, before the box shortens them
   * @param then goes on from the normal
   */
  static Step normal(
      Example example,
      float[] x,
      double length,
      int count,
      Directions.Source source,
      Norm norm,
      Function<float[], Step> then) {
    return new Estimate(x.length).more(example, x, length, count, source, norm, then);
  }

  private Step more(
      Example example,
      float[] x,
      double length,
      int left,
      Directions.Source source,
      Norm norm,
      Function<float[], Step> then) {
    if (left == 0) {
      return then.apply(direction(norm));
    }
    float[][] points = new float[Math.min(example.atOnce(), left)][];
    for (int i = 0; i < points.length; i++) {
      points[i] = example.along(x, length, source.draw(example.random()));
    }
    return new Step(
        points,
        adversarial -> {
          for (int i = 0; i < points.length; i++) {
            add(points[i], x, adversarial[i]);
          }
          return more(example, x, length, left - points.length, source, norm, then);
        });
  }

  /** Adds the move from {@code x} to {@code point}, as clipping has left it. */
  private void add(float[] point, float[] x, boolean isAdversarial) {
    float phi = isAdversarial ? 1 : -1;
    for (int i = 0; i < x.length; i++) {
      float u = point[i] - x[i];
      signed[i] += phi * u;
      plain[i] += u;
    }
    count++;
    adversarial += isAdversarial ? 1 : 0;
  }

  /** Of length 1, or zero where nothing was learned. */
  private float[] direction(Norm norm) {
    boolean mixed = adversarial > 0 && adversarial < count;
    float mean = mixed ? (2f * adversarial - count) / count : 0;
    float[] direction = new float[signed.length];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = signed[i] - mean * plain[i];
    }
    Vectors.unit(direction);
    for (int i = 0; i < direction.length && norm == Norm.LINF; i++) {
      direction[i] = Math.signum(direction[i]);
    }
    return direction;
  }
}

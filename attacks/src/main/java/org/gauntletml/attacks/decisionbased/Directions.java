package org.gauntletml.attacks.decisionbased;

import java.util.random.RandomGenerator;
import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.Waves;
import org.gauntletml.models.BadInput;

/**
 * Where random directions come from.
 *
 * @param share of the frequencies that directions are made of, along each axis: 1 for all of them,
 *     which is the same as independent noise in every feature
 */
public record Directions(double share) {
  public Directions {
    if (!(share > 0 && share <= 1)) {
      throw BadInput.of("directions", "a share of the frequencies above 0, at most 1", share);
    }
  }

  /** Independent noise in every feature. */
  public static Directions anywhere() {
    return new Directions(1);
  }

  /**
   * A share of the frequencies as people write it: {@code 0.5}.
   *
   * @param who is named in the error
   */
  public static Directions parse(String who, String text) {
    try {
      return new Directions(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw BadInput.of(who, "a share of the frequencies, such as 0.5", '"' + text + '"');
    }
  }

  /** The share. */
  @Override
  public String toString() {
    return String.valueOf(share);
  }

  /** A source for images of these planes. */
  Source over(Planes planes) {
    if (share == 1) {
      return random -> Vectors.unit(gaussian(planes.channels() * planes.area(), random));
    }
    Waves waves = Waves.slow(planes, share);
    return random -> {
      float[] wave = new float[planes.channels() * planes.area()];
      waves.compose(gaussian(waves.count(), random), wave);
      double[] direction = new double[wave.length];
      for (int i = 0; i < wave.length; i++) {
        direction[i] = wave[i];
      }
      return Vectors.unit(direction);
    };
  }

  /** Directions of length 1. */
  @FunctionalInterface
  interface Source {
    double[] draw(RandomGenerator random);
  }

  private static double[] gaussian(int count, RandomGenerator random) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }
}

package org.gauntletml.attacks.universal;

import java.util.random.RandomGenerator;
import org.gauntletml.attacks.spatial.Affine;
import org.gauntletml.attacks.spatial.Warp;
import org.gauntletml.models.BadInput;

/**
 * Where a patch may lie: anywhere in the image, turned and scaled at random.
 *
 * @param minScale smallest diameter, as a part of the image's shorter side
 * @param maxScale largest diameter
 * @param maxAngle degrees it may be turned to either side
 */
public record Placement(double minScale, double maxScale, double maxAngle) {
  public Placement {
    if (!(minScale > 0 && minScale <= maxScale && maxScale <= 1)) {
      throw BadInput.of(
          "patch placement", "scales in (0, 1] in ascending order", minScale + " to " + maxScale);
    }
    if (!(maxAngle >= 0 && maxAngle <= 180)) {
      throw BadInput.of("patch placement", "an angle of 0 to 180 degrees", maxAngle);
    }
  }

  /** How a square of {@code size} pixels is seen in an image at a random place. */
  Warp draw(RandomGenerator random, int size, int height, int width) {
    double diameter =
        Math.min(height, width) * (minScale + (maxScale - minScale) * random.nextDouble());
    double degrees = maxAngle * (2 * random.nextDouble() - 1);
    double x = (width - 1) / 2.0 + (width - diameter) * (random.nextDouble() - 0.5);
    double y = (height - 1) / 2.0 + (height - diameter) * (random.nextDouble() - 0.5);
    double middle = (size - 1) / 2.0;
    Affine from = Affine.source(x, y, degrees, diameter / size, middle, middle);
    return Warp.of(from, size, size, height, width);
  }
}

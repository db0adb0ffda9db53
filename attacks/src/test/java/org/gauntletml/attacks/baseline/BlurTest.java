package org.gauntletml.attacks.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlurTest {
  /** All pixels of a mirrored plane at once, by the definition. */
  @ParameterizedTest
  @ValueSource(doubles = {0.4, 1, 3.3})
  void isTheConvolutionWithAGaussian(double sigma) {
    int height = 5;
    int width = 7;
    double[] image = new SplittableRandom(1).doubles(2L * height * width).toArray();
    double[] blurred = new Blur(sigma).of(image, height, width);
    int reach = (int) Math.ceil(4 * sigma);
    for (int i = 0; i < image.length; i++) {
      int plane = i / (height * width) * height * width;
      int row = i % (height * width) / width;
      int column = i % width;
      double sum = 0;
      double weights = 0;
      for (int dy = -reach; dy <= reach; dy++) {
        for (int dx = -reach; dx <= reach; dx++) {
          double weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
          weights += weight;
          sum +=
              weight * image[plane + mirror(row + dy, height) * width + mirror(column + dx, width)];
        }
      }
      assertThat(blurred[i]).isCloseTo(sum / weights, within(1e-12));
    }
  }

  /** One reflection after the other, the edge pixel being repeated. */
  private static int mirror(int position, int count) {
    int inside = position;
    while (inside < 0 || inside >= count) {
      inside = inside < 0 ? -1 - inside : 2 * count - 1 - inside;
    }
    return inside;
  }

  @Test
  void noWidthChangesNothingAndAPlainImageStaysPlain() {
    double[] image = {0, 1, 0.25, 0.5};
    assertThat(new Blur(0).of(image, 2, 2)).containsExactly(image);
    double[] plain = new double[12];
    Arrays.fill(plain, 0.7);
    assertThat(new Blur(30).of(plain, 3, 4))
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : Double.compare(a, b))
        .containsExactly(plain);
  }
}

package org.gauntletml.attacks.spatial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WarpTest {
  private static double[] warped(Affine from, double[] image, int height, int width) {
    double[] out = new double[image.length];
    Warp.of(from, height, width, height, width).apply(image, 0, out, 0);
    return out;
  }

  @Test
  void nothingHappensWithoutAMotion() {
    double[] image = new SplittableRandom(1).doubles(12).toArray();
    assertThat(warped(Affine.source(1.5, 1, 0, 1, 1.5, 1), image, 3, 4)).containsExactly(image);
  }

  @Test
  void wholeShiftsMovePixelsAndUncoverZeros() {
    double[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    assertThat(warped(Affine.source(2, 1, 0, 1, 1, 1), image, 3, 3))
        .as("one to the right")
        .containsExactly(0, 1, 2, 0, 4, 5, 0, 7, 8);
    assertThat(warped(Affine.source(1, 2, 0, 1, 1, 1), image, 3, 3))
        .as("one down")
        .containsExactly(0, 0, 0, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void aQuarterTurnIsCounterClockwise() {
    double[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    double[] turned = warped(Affine.source(1, 1, 90, 1, 1, 1), image, 3, 3);
    double[] expected = {3, 6, 9, 2, 5, 8, 1, 4, 7};
    for (int i = 0; i < 9; i++) {
      assertThat(turned[i]).isCloseTo(expected[i], within(1e-9));
    }
  }

  @Test
  void halfAPixelIsTheMeanOfTwo() {
    double[] row = {1, 3, 7, 0};
    assertThat(warped(Affine.source(0.5, 0, 0, 1, 0, 0), row, 1, 4))
        .containsExactly(0.5, 2, 5, 3.5);
  }

  @Test
  void enlargingReadsBetweenThePixels() {
    double[] row = {0, 2, 4};
    double[] out = new double[5];
    Warp.of(Affine.source(2, 0, 0, 2, 1, 0), 1, 3, 1, 5).apply(row, 0, out, 0);
    assertThat(out).containsExactly(0, 1, 2, 3, 4);
  }

  /** {@code <Wx, y> = <x, W'y>} for random maps, which is what makes a pullback a gradient. */
  @Test
  void pullBackIsTheAdjoint() {
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 50; trial++) {
      Affine from =
          Affine.source(
              random.nextDouble(0, 9),
              random.nextDouble(0, 7),
              random.nextDouble(-180, 180),
              random.nextDouble(0.3, 3),
              random.nextDouble(0, 5),
              random.nextDouble(0, 4));
      Warp warp = Warp.of(from, 5, 6, 8, 10);
      double[] x = random.doubles(30).toArray();
      double[] y = random.doubles(80).toArray();
      double[] wx = new double[80];
      double[] back = new double[30];
      warp.apply(x, 0, wx, 0);
      warp.pullBack(y, 0, back, 0);
      assertThat(dot(wx, y)).isCloseTo(dot(x, back), within(1e-9));
    }
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }
}

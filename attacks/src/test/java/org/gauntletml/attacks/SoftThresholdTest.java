package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SoftThresholdTest {
  private static final double[] INFINITE = {1e300, 1e300, 1e300, 1e300};

  /** Values of the projection published with arXiv 2003.01690. */
  @ParameterizedTest
  @CsvSource({"0.5, 0.266667", "1, 0.1", "2, 0"})
  void hasTheKnownThresholds(double radius, double threshold) {
    assertThat(SoftThreshold.of(new double[] {.3, .4, .05, .6}, INFINITE, radius))
        .isCloseTo(threshold, within(1e-6));
  }

  /** The second way: the sum falls monotonically with the threshold, so bisection finds it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 100})
  void agreesWithBisection(int n) {
    SplittableRandom random = new SplittableRandom(n);
    for (int trial = 0; trial < 200; trial++) {
      double[] magnitudes =
          random
              .doubles(n)
              .map(v -> random.nextInt(4) == 0 ? 0 : Math.round(v * 50) / 50.0)
              .toArray();
      double[] rooms = random.doubles(n).map(v -> random.nextInt(4) == 0 ? 0 : v).toArray();
      double radius = random.nextInt(5) == 0 ? 0 : random.nextDouble(n / 2.0);
      double threshold = SoftThreshold.of(magnitudes, rooms, radius);
      double low = 0;
      double high = 2;
      for (int i = 0; i < 100; i++) {
        double middle = (low + high) / 2;
        if (sum(magnitudes, rooms, middle) > radius) {
          low = middle;
        } else {
          high = middle;
        }
      }
      for (int i = 0; i < n; i++) {
        assertThat(shrunk(magnitudes[i], rooms[i], threshold))
            .isCloseTo(shrunk(magnitudes[i], rooms[i], high), within(1e-9));
      }
    }
  }

  @Test
  void theProjectionIsNearerThanAnyOtherPointOfTheIntersection() {
    SplittableRandom random = new SplittableRandom(1);
    InputSpec box = new InputSpec(List.of(5L), -1, 2);
    for (int trial = 0; trial < 20; trial++) {
      INDArray x = uniform(random, -1, 2);
      INDArray point = uniform(random, -4, 5);
      double[] radius = {random.nextDouble(4)};
      INDArray nearest = Norm.L1.project(point, x, radius, box);
      box.check("test", nearest);
      assertThat(Norm.L1.distances(nearest, x)[0]).isLessThanOrEqualTo(radius[0] + 1e-6);
      double distance = Norm.L2.distances(nearest, point)[0];
      for (int other = 0; other < 50; other++) {
        INDArray inside = Norm.L1.project(uniform(random, -1, 2), x, radius, box);
        INDArray between = nearest.add(inside.sub(nearest).mul(random.nextDouble()));
        assertThat(Norm.L2.distances(between, point)[0]).isGreaterThan(distance - 1e-6);
      }
    }
  }

  private static INDArray uniform(SplittableRandom random, double low, double high) {
    float[][] row = new float[1][5];
    for (int i = 0; i < 5; i++) {
      row[0][i] = (float) random.nextDouble(low, high);
    }
    return Nd4j.createFromArray(row);
  }

  private static double sum(double[] magnitudes, double[] rooms, double threshold) {
    return IntStream.range(0, magnitudes.length)
        .mapToDouble(i -> shrunk(magnitudes[i], rooms[i], threshold))
        .sum();
  }

  private static double shrunk(double magnitude, double room, double threshold) {
    return Math.min(Math.max(magnitude - threshold, 0), room);
  }

  @Test
  void leavesItsArgumentsAlone() {
    double[] magnitudes = {3, 1, 2};
    double[] rooms = {5, .5, 1};
    SoftThreshold.of(magnitudes, rooms, 1);
    assertThat(magnitudes).containsExactly(3, 1, 2);
    assertThat(Arrays.stream(rooms)).containsExactly(5.0, .5, 1.0);
  }
}

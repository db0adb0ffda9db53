package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NormalsTest {
  private static final int COUNT = 200_000;

  private static float[] samples(long seed) {
    float[] samples = new float[COUNT];
    Normals.fill(samples, new SplittableRandom(seed));
    return samples;
  }

  /** Shares of a normal distribution below these values; the error of so many samples is 0.001. */
  @Test
  void areNormallyDistributed() {
    float[] sorted = samples(1);
    Arrays.sort(sorted);
    double[] values = {-3, -2, -1, 0, 1, 2, 3};
    double[] below = {0.00135, 0.02275, 0.15866, 0.5, 0.84134, 0.97725, 0.99865};
    for (int i = 0; i < values.length; i++) {
      int place = Arrays.binarySearch(sorted, (float) values[i]);
      double share = (double) (place < 0 ? -place - 1 : place) / COUNT;
      assertThat(share).isCloseTo(below[i], within(0.004));
    }
    assertThat(sorted[COUNT - 1]).isBetween(4f, 6.5f);
  }

  @Test
  void neighboursDoNotDependOnEachOther() {
    float[] x = samples(2);
    double sum = 0;
    double squares = 0;
    for (int i = 1; i < COUNT; i++) {
      sum += x[i] * x[i - 1];
      squares += (x[i] * x[i] - 1) * (x[i - 1] * x[i - 1] - 1);
    }
    assertThat(sum / COUNT).isCloseTo(0, within(0.01));
    assertThat(squares / COUNT).isCloseTo(0, within(0.02));
  }

  @Test
  void dependOnTheStreamOnly() {
    assertThat(samples(3)).isEqualTo(samples(3)).isNotEqualTo(samples(4));
  }
}

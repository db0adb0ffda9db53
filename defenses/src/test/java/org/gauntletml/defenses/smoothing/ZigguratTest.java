package org.gauntletml.defenses.smoothing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZigguratTest {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final int ROWS = 4_000;
  private static final int FEATURES = 501;

  /** Rows of noise, one after the other. */
  private static double[] noise(long seed) {
    float[] clean = new float[FEATURES];
    float[] row = new float[FEATURES];
    double[] all = new double[ROWS * FEATURES];
    for (int n = 0; n < ROWS; n++) {
      Ziggurat.add(seed * ROWS + n, 1, clean, 0, row);
      for (int i = 0; i < FEATURES; i++) {
        all[n * FEATURES + i] = row[i];
      }
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void isNormal(long seed) {
    double[] all = noise(seed);
    assertThat(
            KolmogorovSmirnovTest.withDefaults()
                .test(all, NORMAL::cumulativeProbability)
                .getPValue())
        .isGreaterThan(1e-3);
    double n = all.length;
    assertThat(Arrays.stream(all).sum() / n).isCloseTo(0, within(4 / Math.sqrt(n)));
    assertThat(Arrays.stream(all).map(x -> x * x).sum() / n)
        .isCloseTo(1, within(4 * Math.sqrt(2 / n)));
    assertThat(Arrays.stream(all).map(x -> x * x * x * x).sum() / n)
        .isCloseTo(3, within(4 * Math.sqrt(96 / n)));
  }

  /** Beyond the last edge of the ziggurat, just before it, and where layers are rarely left. */
  @ParameterizedTest
  @ValueSource(doubles = {0.2, 1, 3, 3.6, 3.7, 4.2})
  void hasTheTailsOfTheNormal(double beyond) {
    double[] all = noise(7);
    double p = NORMAL.survivalProbability(beyond);
    double slack = 4 * Math.sqrt(p * all.length);
    assertThat((double) Arrays.stream(all).filter(x -> x > beyond).count())
        .isCloseTo(p * all.length, within(slack));
    assertThat((double) Arrays.stream(all).filter(x -> x < -beyond).count())
        .isCloseTo(p * all.length, within(slack));
  }

  @Test
  void numbersOfOneDrawKnowNothingOfEachOther() {
    double[] all = noise(9);
    for (int lag : new int[] {1, 2, 3, FEATURES}) {
      double product = 0;
      double squares = 0;
      for (int i = lag; i < all.length; i++) {
        product += all[i] * all[i - lag];
        squares += (all[i] * all[i] - 1) * (all[i - lag] * all[i - lag] - 1) / 2;
      }
      assertThat(product / all.length).isCloseTo(0, within(4 / Math.sqrt(all.length)));
      assertThat(squares / all.length).isCloseTo(0, within(4 / Math.sqrt(all.length)));
    }
  }

  @Test
  void addsToTheInputAndDependsOnTheKeyAlone() {
    float[] clean = {9, 9, 0.5f, -1, 2};
    float[] first = new float[3];
    float[] again = new float[3];
    float[] other = new float[3];
    Ziggurat.add(5, 0.1f, clean, 2, first);
    Ziggurat.add(5, 0.1f, new float[3], 0, again);
    Ziggurat.add(6, 0.1f, new float[3], 0, other);
    for (int i = 0; i < 3; i++) {
      assertThat(first[i] - clean[2 + i]).isCloseTo(again[i], within(1e-6f));
      assertThat(other[i]).isNotEqualTo(again[i]);
    }
  }
}

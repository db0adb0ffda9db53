package org.gauntletml.defenses.smoothing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoisyCopiesTest {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final int ROWS = 4_000;
  private static final int FEATURES = 501;

  /** The noise of copies of nothing, one after the other. */
  private static double[] noise(long seed) {
    long[] keys = new SplittableRandom(seed).longs(ROWS).toArray();
    float[] values = copies(1, new float[FEATURES], keys);
    double[] all = new double[values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i];
    }
    return all;
  }

  private static float[] copies(double sigma, float[] clean, long... keys) {
    try (NoisyCopies copies = new NoisyCopies(InputSpec.unit(FEATURES), sigma)) {
      return Floats.of(copies.begin(clean, keys).join());
    }
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
  @ValueSource(doubles = {0.2, 1, 3, 4, 4.1, 4.4})
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
  void numbersKnowNothingOfEachOther() {
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
  void areOfTheInputsInTurnAndDependOnTheirKeysAlone() {
    float[] clean = new float[2 * FEATURES];
    Arrays.fill(clean, FEATURES, 2 * FEATURES, 0.5f);
    float[] three = copies(0.1, clean, 5, 6, 5);
    float[] one = copies(0.1, new float[FEATURES], 6);
    for (int i = 0; i < FEATURES; i++) {
      assertThat(three[2 * FEATURES + i]).isEqualTo(three[i]);
      assertThat(three[FEATURES + i] - 0.5f).isCloseTo(one[i], within(1e-6f));
      assertThat(one[i]).isNotEqualTo(three[i]);
    }
  }
}

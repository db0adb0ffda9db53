package org.gauntletml.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedDifferenceTest {
  /** The first is in the paper; all were computed in Python from its formulas and exact sums. */
  @ParameterizedTest
  @CsvSource({
    "36, 12, 2, 0, 0.2, 0.0569, 0.3404, 0.012939",
    "20, 5, 5, 20, 0, -0.1253, 0.1253, 1",
    "0, 10, 0, 0, 1, 0.6075, 1, 0.001953",
    "53, 0, 1, 0, -0.0185, -0.0977, 0.0496, 1"
  })
  void hasNewcombesIntervalAndMcNemarsTest(
      int both, int gained, int lost, int neither, double d, double low, double high, double p) {
    PairedDifference difference = new PairedDifference(both, gained, lost, neither);
    assertThat(difference.value()).isCloseTo(d, within(1e-4));
    assertThat(difference.low()).isCloseTo(low, within(1e-4));
    assertThat(difference.high()).isCloseTo(high, within(1e-4));
    assertThat(difference.pValue()).isCloseTo(p, within(1e-6));
    PairedDifference turned = new PairedDifference(both, lost, gained, neither);
    assertThat(turned.low()).isCloseTo(-difference.high(), within(1e-12));
    assertThat(turned.pValue()).isEqualTo(difference.pValue());
  }

  /** Shares .6 and .5 that hold together more often than not. */
  @Test
  void coversTheTruthInNineteenOfTwentyRuns() {
    SplittableRandom random = new SplittableRandom(3);
    int covered = 0;
    int runs = 4000;
    for (int run = 0; run < runs; run++) {
      int[] counts = new int[4];
      for (int i = 0; i < 200; i++) {
        double u = random.nextDouble();
        counts[u < 0.4 ? 0 : u < 0.6 ? 1 : u < 0.7 ? 2 : 3]++;
      }
      PairedDifference d = new PairedDifference(counts[0], counts[1], counts[2], counts[3]);
      covered += d.low() <= 0.1 && 0.1 <= d.high() ? 1 : 0;
    }
    assertThat((double) covered / runs).isBetween(0.935, 0.965);
  }

  @Test
  void ofNothingNothingFollows() {
    PairedDifference none = new PairedDifference(0, 0, 0, 0);
    assertThat(none.value()).isNaN();
    assertThat(none.decided()).isFalse();
    assertThat(none.pValue()).isOne();
  }
}

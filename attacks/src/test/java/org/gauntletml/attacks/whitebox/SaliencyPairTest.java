package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SaliencyPairTest {
  /** The pruned search against all pairs. */
  @Test
  void isTheBestOfAllPairs() {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 300; trial++) {
      int features = random.nextInt(2, 12);
      double shift = random.nextDouble(-1, 1);
      double[] gain = random.doubles(features, -1, 1).map(v -> v + shift).toArray();
      double[] loss = random.doubles(features, -1, 1).map(v -> v - shift).toArray();
      int[] free = IntStream.range(0, features).filter(p -> random.nextInt(4) > 0).toArray();
      double best = 0;
      for (int p : free) {
        for (int q : free) {
          if (p < q && gain[p] + gain[q] > 0 && loss[p] + loss[q] < 0) {
            best = Math.max(best, -(gain[p] + gain[q]) * (loss[p] + loss[q]));
          }
        }
      }
      SaliencyPair pair = SaliencyPair.best(gain, loss, free);
      if (best > 0) {
        assertThat(pair.first()).isLessThan(pair.second());
        assertThat(free).contains(pair.first(), pair.second());
        assertThat(
                -(gain[pair.first()] + gain[pair.second()])
                    * (loss[pair.first()] + loss[pair.second()]))
            .isCloseTo(best, within(1e-12));
      }
    }
  }

  @Test
  void takesTheSteepestWhereNoPairLowersTheOthers() {
    int[] all = {0, 1, 2, 3};
    assertThat(SaliencyPair.best(new double[] {1, 3, -2, 2}, new double[4], all))
        .isEqualTo(new SaliencyPair(1, 3));
    assertThat(SaliencyPair.best(new double[] {-1, -3, -2, 0.5}, new double[4], all).exists())
        .isFalse();
    assertThat(SaliencyPair.best(new double[] {1}, new double[1], new int[] {0}).exists())
        .isFalse();
    assertThat(SaliencyPair.best(new double[0], new double[0], new int[0]).exists()).isFalse();
  }
}

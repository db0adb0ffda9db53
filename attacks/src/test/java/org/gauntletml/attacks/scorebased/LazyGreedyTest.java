package org.gauntletml.attacks.scorebased;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.gauntletml.attacks.Planes;
import org.junit.jupiter.api.Test;

class LazyGreedyTest {
  private static final Planes PLANES = new Planes(2, 5, 3);

  private static double sum(float[] signs, double[] weights) {
    double sum = 0;
    for (int i = 0; i < signs.length; i++) {
      sum += signs[i] * weights[i];
    }
    return sum;
  }

  /** On a sum of weights every block's gain is its own, so it ends at the signs of the weights. */
  @Test
  void findsTheSignsOfAnyWeights() {
    double[] weights = new SplittableRandom(1).doubles(30, -1, 1).toArray();
    LazyGreedy search = new LazyGreedy(PLANES, 2, 7, new SplittableRandom(2));
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < 150; i++) {
      double loss = sum(search.next(), weights);
      best = Math.max(best, loss);
      search.hear(loss);
    }
    double highest = 0;
    for (double weight : weights) {
      highest += Math.abs(weight);
    }
    assertThat(best).isCloseTo(highest, within(1e-9));
  }

  /** Two by two blocks are asked about once; each flip then asks about one more, not about all. */
  @Test
  void isLazy() {
    double[] ones = new double[30];
    Arrays.fill(ones, 1);
    LazyGreedy search = new LazyGreedy(PLANES, 2, 64, new SplittableRandom(3));
    int queries = 0;
    double loss = sum(search.next(), ones);
    assertThat(loss).isEqualTo(-30);
    while (loss < 30) {
      search.hear(loss);
      loss = sum(search.next(), ones);
      queries++;
    }
    assertThat(queries).isEqualTo(4 + 3);
  }
}

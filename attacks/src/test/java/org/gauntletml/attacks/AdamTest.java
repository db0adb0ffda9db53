package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AdamTest {
  /** One coordinate in double, by algorithm 1 of the paper. */
  private static final class Reference {
    private double mean;
    private double square;
    private int time;

    double step(double gradient) {
      time++;
      mean = 0.9 * mean + 0.1 * gradient;
      square = 0.999 * square + 0.001 * gradient * gradient;
      double unbiasedMean = mean / (1 - Math.pow(0.9, time));
      double unbiasedSquare = square / (1 - Math.pow(0.999, time));
      return 0.01 * unbiasedMean / Math.sqrt(unbiasedSquare);
    }
  }

  private static INDArray column(double... values) {
    INDArray column = Nd4j.zeros(values.length, 1);
    for (int n = 0; n < values.length; n++) {
      column.putScalar(n, 0, values[n]);
    }
    return column;
  }

  @Test
  void stepsAsInThePaperWithTimesOfTheirOwn() {
    SplittableRandom random = new SplittableRandom(1);
    Adam adam = new Adam(0.01, column(0, 0));
    Reference first = new Reference();
    Reference second = new Reference();
    for (int i = 0; i < 30; i++) {
      double a = random.nextDouble(-1, 1);
      double b = random.nextDouble(-100, 100);
      INDArray step = adam.step(column(a, b));
      assertThat(step.getDouble(0)).isCloseTo(first.step(a), within(1e-6));
      assertThat(step.getDouble(1)).isCloseTo(second.step(b), within(1e-6));
      if (i == 10) {
        adam.forget(new boolean[] {false, true});
        second = new Reference();
      }
    }
  }

  @Test
  void keepsTheRowsThatStand() {
    Adam adam = new Adam(0.01, column(0, 0, 0));
    Reference last = new Reference();
    adam.step(column(1, 2, 3));
    last.step(3);
    adam.keep(new Standing(new int[] {2}, new int[] {2}, 3));
    assertThat(adam.step(column(-5)).getDouble(0)).isCloseTo(last.step(-5), within(1e-6));
  }

  @Test
  void aZeroGradientIsNoStep() {
    assertThat(new Adam(1, column(0)).step(column(0)).getDouble(0)).isZero();
  }
}

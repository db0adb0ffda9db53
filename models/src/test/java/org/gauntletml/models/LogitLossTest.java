package org.gauntletml.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class LogitLossTest {
  /** Values of the functions published with arXiv 2003.01690, to four digits. */
  @ParameterizedTest
  @CsvSource({
    "'2,1,.5,-1', 0, 1, -0.6667, -0.4444",
    "'1,3,.5,0', 0, 1, 0.8, 0.7273",
    "'4,4.5,1,0', 1, 0, -0.1429, -0.125"
  })
  void dlrHasThePublishedValues(String logits, int label, int target, double away, double toward) {
    double[] z = Stream.of(logits.split(",")).mapToDouble(Double::parseDouble).toArray();
    assertThat(new Dlr().away(z, label, new double[4])).isCloseTo(away, within(5e-5));
    assertThat(new Dlr().toward(z, label, target, new double[4])).isCloseTo(toward, within(5e-5));
  }

  @Test
  void marginIsPositiveExactlyOnSuccess() {
    double[] z = {0.5, 2, -1, 1.5};
    assertThat(new Margin().away(z, 1, new double[4])).isEqualTo(-0.5);
    assertThat(new Margin().away(z, 0, new double[4])).isEqualTo(1.5);
    assertThat(new Margin().toward(z, 0, 1, new double[4])).isEqualTo(0.5);
    assertThat(new Margin().toward(z, 1, 3, new double[4])).isEqualTo(-0.5);
  }

  @Test
  void crossEntropyIsMinusTheLogOfTheSoftmax() {
    double[] z = {1, 2, 3};
    double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
    assertThat(new CrossEntropy().away(z, 0, new double[3]))
        .isCloseTo(-Math.log(Math.exp(1) / sum), within(1e-12));
    assertThat(new CrossEntropy().toward(z, 0, 2, new double[3]))
        .isCloseTo(Math.log(Math.exp(3) / sum), within(1e-12));
  }

  static Stream<Arguments> lossesAndClasses() {
    return Stream.of(
        Arguments.of(new CrossEntropy(), 2),
        Arguments.of(new CrossEntropy(), 10),
        Arguments.of(new Margin(), 2),
        Arguments.of(new Margin(), 10),
        Arguments.of(new Dlr(), 4),
        Arguments.of(new Dlr(), 10));
  }

  /** Every label and target of random logits, against central differences in double. */
  @ParameterizedTest
  @MethodSource("lossesAndClasses")
  void gradientsAreThoseOfTheLoss(LogitLoss loss, int classes) {
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 20; trial++) {
      double[] z = random.doubles(classes, -5, 5).toArray();
      for (int label = 0; label < classes; label++) {
        for (int target = 0; target < classes; target++) {
          int y = label;
          int t = target;
          if (t == y) {
            assertGradient(z, (v, g) -> loss.away(v, y, g));
          } else {
            assertGradient(z, (v, g) -> loss.toward(v, y, t, g));
          }
        }
      }
    }
  }

  @FunctionalInterface
  private interface OneRow {
    double apply(double[] z, double[] gradient);
  }

  private static void assertGradient(double[] z, OneRow loss) {
    double[] gradient = new double[z.length];
    loss.apply(z, gradient);
    double step = 1e-6;
    for (int k = 0; k < z.length; k++) {
      double[] up = z.clone();
      double[] down = z.clone();
      up[k] += step;
      down[k] -= step;
      double slope =
          (loss.apply(up, new double[z.length]) - loss.apply(down, new double[z.length]))
              / (2 * step);
      assertThat(gradient[k]).isCloseTo(slope, within(1e-7 + 1e-6 * Math.abs(slope)));
    }
  }

  static Stream<LogitLoss> losses() {
    return Stream.of(new CrossEntropy(), new Margin(), new Dlr());
  }

  /** Logits of a saturated model overflow the naive softmax in both directions. */
  @ParameterizedTest
  @MethodSource("losses")
  void extremeLogitsStayFinite(LogitLoss loss) {
    double[] z = {1e4, -1e4, 0, 9999, -1e4};
    for (int label = 0; label < z.length; label++) {
      double[] away = new double[5];
      double[] toward = new double[5];
      assertThat(loss.away(z, label, away)).isFinite();
      assertThat(loss.toward(z, label, (label + 1) % 5, toward)).isFinite();
      for (double[] gradient : new double[][] {away, toward}) {
        assertThat(DoubleStream.of(gradient)).allSatisfy(v -> assertThat(v).isFinite());
        assertThat(sum(gradient)).as("shift invariance").isCloseTo(0, within(1e-9));
      }
    }
  }

  /** The gradient of a confident model is tiny, not zero: 1 - p must not cancel. */
  @Test
  void crossEntropyKeepsTheGradientOfAConfidentModel() {
    double[] gradient = new double[2];
    new CrossEntropy().away(new double[] {50, 0}, 0, gradient);
    assertThat(gradient[0]).isCloseTo(-Math.exp(-50), within(1e-30));
    assertThat(gradient[1]).isCloseTo(Math.exp(-50), within(1e-30));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void tiesHaveAFiniteGradientThatPushesTheRightWay(LogitLoss loss) {
    double[] gradient = new double[4];
    loss.away(new double[] {2, 2, 1, 0}, 0, gradient);
    assertThat(gradient[0]).isNegative();
    assertThat(gradient[1]).isPositive();
    double[] constant = new double[4];
    assertThat(loss.away(new double[4], 2, constant)).isFinite();
    assertThat(constant[2]).isNegative();
    assertThat(DoubleStream.of(constant))
        .as("as floats")
        .allSatisfy(v -> assertThat(v.floatValue()).isFinite());
  }

  @Test
  void dlrNamesTheClassesItNeeds() {
    assertThatThrownBy(() -> new Dlr().away(new double[2], 0, new double[2]))
        .isInstanceOf(BadInput.class)
        .hasMessage("DLR loss: expected 3 or more classes, got 2. Use the margin loss.");
    assertThatThrownBy(() -> new Dlr().toward(new double[3], 0, 1, new double[3]))
        .isInstanceOf(BadInput.class)
        .hasMessage("targeted DLR loss: expected 4 or more classes, got 3. Use the margin loss.");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aBatchIsItsRows(LogitLoss loss) {
    double[][] z = {{1, 2, 3, 4}, {0, -1, 5, 2}, {7, 7, 7, 7}};
    int[] labels = {3, 1, 0};
    int[] targets = {0, 2, 3};
    LogitLoss.Value away = loss.away(Nd4j.createFromArray(z).castTo(DataType.FLOAT), labels);
    LogitLoss.Value toward =
        loss.toward(Nd4j.createFromArray(z).castTo(DataType.FLOAT), labels, targets);
    assertThat(away.gradient().dataType()).isEqualTo(DataType.FLOAT);
    for (int n = 0; n < z.length; n++) {
      double[] gradient = new double[4];
      assertThat(away.losses()[n]).isEqualTo(loss.away(z[n], labels[n], gradient));
      assertThat(away.gradient().getRow(n).toDoubleVector()).isEqualTo(rounded(gradient));
      gradient = new double[4];
      assertThat(toward.losses()[n]).isEqualTo(loss.toward(z[n], labels[n], targets[n], gradient));
      assertThat(toward.gradient().getRow(n).toDoubleVector()).isEqualTo(rounded(gradient));
    }
  }

  private static double[] rounded(double[] values) {
    double[] rounded = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += v;
    }
    return sum;
  }
}

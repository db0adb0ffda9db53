package org.gauntletml.models.restricted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.Logits;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class RestrictedTest {
  private static final InputSpec FOUR = InputSpec.unit(4);

  /** Its logits are its inputs. */
  private record Echo(InputSpec input) implements Classifier {
    @Override
    public int classes() {
      return input.features();
    }

    @Override
    public INDArray logits(INDArray x) {
      return x.dup('c');
    }
  }

  private static final Echo ECHO = new Echo(FOUR);

  private static INDArray logarithms(double... probabilities) {
    float[] z = new float[probabilities.length];
    for (int k = 0; k < z.length; k++) {
      z[k] = (float) Math.log(probabilities[k]);
    }
    return Nd4j.createFromArray(new float[][] {z});
  }

  private static double[] told(Classifier model, double... probabilities) {
    return Arrays.stream(Logits.rows(model.logits(logarithms(probabilities)))[0])
        .map(Math::exp)
        .toArray();
  }

  private static void assertClose(double[] actual, double... expected) {
    assertThat(actual).containsExactly(expected, within(1e-6));
  }

  @Test
  void probabilitiesAreRoundedAndWhatRoundsToZeroIsBelowHalfAUnit() {
    assertClose(
        told(new RoundedScores(ECHO, 2), 0.637, 0.3529, 0.0091, 0.0010), 0.64, 0.35, 0.01, 0.005);
    assertClose(told(new RoundedScores(ECHO, 1), 0.637, 0.3529, 0.0091, 0.001), 0.6, 0.4, .05, .05);
  }

  @Test
  void ofTheSmallScoresOnlyTheirSumIsKnown() {
    assertClose(told(new TopScores(ECHO, 2), 0.6, 0.06, 0.3, 0.04), 0.6, 0.05, 0.3, 0.05);
    assertClose(told(new TopScores(ECHO, 1), 0.6, 0.06, 0.3, 0.04), 0.6, .4 / 3, .4 / 3, .4 / 3);
    assertClose(told(new TopScores(ECHO, 4), 0.6, 0.06, 0.3, 0.04), 0.6, 0.06, 0.3, 0.04);
  }

  @Test
  void theLabelStaysWhereRoundingMakesATie() {
    INDArray near = logarithms(0.2, 0.3, 0.2498, 0.2502);
    Classifier rounded = new RoundedScores(ECHO, 1);
    assertThat(rounded.labels(near)).containsExactly(1);
    INDArray tied = logarithms(0.24, 0.251, 0.2499, 0.2591);
    assertThat(new RoundedScores(ECHO, 1).labels(tied)).containsExactly(3);
  }

  @Test
  void noRestrictionChangesALabel() {
    SplittableRandom random = new SplittableRandom(3);
    float[][] z = new float[500][4];
    for (float[] row : z) {
      double width = Math.pow(10, random.nextDouble(-6, 3));
      for (int k = 0; k < row.length; k++) {
        row[k] = (float) (width * random.nextInt(-4, 5));
      }
    }
    INDArray x = Nd4j.createFromArray(z);
    int[] labels = ECHO.labels(x);
    for (int n = 1; n <= 4; n++) {
      assertThat(new RoundedScores(ECHO, n).labels(x)).isEqualTo(labels);
      assertThat(new TopScores(ECHO, n).labels(x)).isEqualTo(labels);
      assertThat(new RoundedScores(new TopScores(ECHO, n), n).labels(x)).isEqualTo(labels);
      assertThat(
              Arrays.stream(Logits.rows(new RoundedScores(new TopScores(ECHO, n), n).logits(x)))
                  .flatMapToDouble(Arrays::stream))
          .allMatch(Double::isFinite);
    }
    assertThat(new LabelsOnly(ECHO).labels(x)).isEqualTo(labels);
    assertThat(new ScoresOnly(ECHO).labels(x)).isEqualTo(labels);
  }

  @Test
  void aScoreThatLeavesTheFloatRangeIsStillANumber() {
    INDArray far = Nd4j.createFromArray(new float[][] {{3e38f, -3e38f, 0, 1}});
    assertThat(Arrays.stream(Logits.rows(new TopScores(ECHO, 2).logits(far))[0]))
        .allMatch(Double::isFinite);
  }

  @Test
  void aRestrictedModelHasNoMoreToGive() {
    LabelOracle labels = new LabelsOnly(ECHO);
    assertThat(labels).isNotInstanceOf(Classifier.class);
    assertThat(labels.input()).isEqualTo(FOUR);
    assertThat(labels.classes()).isEqualTo(4);
    assertThat(IntStream.of(1, 2).mapToObj(n -> (Classifier) new TopScores(ECHO, n)))
        .noneMatch(DifferentiableClassifier.class::isInstance);
    assertThat((Classifier) new ScoresOnly(ECHO)).isNotInstanceOf(DifferentiableClassifier.class);
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new RoundedScores(ECHO, 0))
        .isInstanceOf(BadInput.class)
        .hasMessage("decimals: expected 1 to 9, got 0.");
    assertThatThrownBy(() -> new TopScores(ECHO, 5))
        .isInstanceOf(BadInput.class)
        .hasMessage("top scores: expected 1 to 4, the classes, got 5.");
    assertThatThrownBy(() -> new TopScores(ECHO, 0))
        .isInstanceOf(BadInput.class)
        .hasMessage("top scores: expected 1 to 4, the classes, got 0.");
  }
}

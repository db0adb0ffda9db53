package org.gauntletml.defenses.smoothing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.gauntletml.attacks.kit.LinearModel;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.Logits;
import org.gauntletml.models.restricted.LabelsOnly;
import org.gauntletml.models.restricted.ScoresOnly;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SmoothedModelTest {
  private static final LinearModel HALF_SPACE =
      new LinearModel(
          InputSpec.unit(3), new double[][] {{-4, 1, 0}, {4, 0, -1}}, new double[] {2, -2});
  private static final float[][] X = {{0.4f, 0.2f, 0.3f}, {0.6f, 0.9f, 0.1f}, {0.5f, 0.5f, 0.5f}};

  private static DifferentiableClassifier gradients(int draws, long seed) {
    return (DifferentiableClassifier)
        new RandomizedSmoothing(HALF_SPACE, 0.25, 100).answering(draws, seed);
  }

  private static NoisyQuestion moved(NoisyQuestion question, int feature, float by) {
    float[] clean = question.clean().clone();
    clean[feature] += by;
    return new NoisyQuestion(question.input(), clean, question.sigma(), question.keys());
  }

  /** 700 draws of three inputs do not fit into one look at the base. */
  @Test
  void theGradientIsThatOfTheMeanSoftmaxUnderTheSameNoise() {
    for (int draws : new int[] {1, 5, 700}) {
      SmoothedGradients model = (SmoothedGradients) gradients(draws, 3);
      INDArray x = Nd4j.createFromArray(X);
      NoisyQuestion question = model.question(x);
      INDArray cotangent = Nd4j.createFromArray(new float[][] {{1, 0}, {-0.5f, 2}, {0.3f, 0.7f}});
      double[][] c = Logits.rows(cotangent);
      try (Linearization forward = model.linearize(question, x.shape())) {
        float[] gradient = Floats.of(forward.pullback(cotangent));
        for (int i = 0; i < gradient.length; i++) {
          float step = 1e-3f;
          double[] up = mean(model, moved(question, i, step))[i / 3];
          double[] down = mean(model, moved(question, i, -step))[i / 3];
          double slope = 0;
          for (int k = 0; k < 2; k++) {
            slope += c[i / 3][k] * (Math.log(up[k]) - Math.log(down[k])) / (2 * step);
          }
          assertThat((double) gradient[i]).isCloseTo(slope, within(2e-3 + 2e-3 * Math.abs(slope)));
        }
      }
    }
  }

  private static double[][] mean(SmoothedGradients model, NoisyQuestion question) {
    return model.mean(question).mean();
  }

  /** The mean over noise of the logistic function, by integration. */
  @Test
  void manyDrawsComeNearTheIntegral() {
    INDArray x = Nd4j.createFromArray(new float[][] {X[0]});
    double z = 0;
    for (int k = 0; k < 3; k++) {
      z += (HALF_SPACE.weights()[1][k] - HALF_SPACE.weights()[0][k]) * X[0][k];
    }
    z += -4;
    double spread = 0.25 * Math.sqrt(64 + 1 + 1);
    NormalDistribution normal = NormalDistribution.of(z, spread);
    double p = 0;
    for (int i = 0; i < 20_000; i++) {
      double at = normal.inverseCumulativeProbability((i + 0.5) / 20_000);
      p += 1 / (1 + Math.exp(-at)) / 20_000;
    }
    double[] logits = Logits.rows(gradients(20_000, 1).logits(x))[0];
    assertThat(Math.exp(logits[1])).isCloseTo(p, within(0.01));
    assertThat(Math.exp(logits[0]) + Math.exp(logits[1])).isCloseTo(1, within(1e-5));
  }

  @Test
  void noiseDependsOnTheInputAndHowOftenItWasAskedAbout() {
    INDArray all = Nd4j.createFromArray(X);
    INDArray last = Nd4j.createFromArray(new float[][] {X[2]});
    INDArray whole = gradients(8, 5).logits(all);
    DifferentiableClassifier model = gradients(8, 5);
    INDArray alone = model.logits(last);
    INDArray again = model.logits(last);

    assertThat(Floats.of(alone)).isEqualTo(Floats.of(whole.getRow(2, true).dup()));
    assertThat(Floats.of(again)).isNotEqualTo(Floats.of(alone));
    assertThat(Floats.of(gradients(8, 6).logits(last))).isNotEqualTo(Floats.of(alone));
    try (Linearization forward = gradients(8, 5).linearize(all)) {
      assertThat(Floats.of(forward.logits())).isEqualTo(Floats.of(whole));
    }
  }

  @Test
  void keepsTheAccessOfItsBase() {
    RandomizedSmoothing scores = new RandomizedSmoothing(new ScoresOnly(HALF_SPACE), 0.25, 100);
    RandomizedSmoothing labels = new RandomizedSmoothing(new LabelsOnly(HALF_SPACE), 0.25, 100);
    INDArray x = Nd4j.createFromArray(X);
    LabelOracle told = scores.answering(8, 5);

    assertThat(told).isInstanceOf(Classifier.class).isNotInstanceOf(DifferentiableClassifier.class);
    assertThat(Floats.of(((Classifier) told).logits(x)))
        .isEqualTo(Floats.of(gradients(8, 5).logits(x)));
    assertThat(labels.answering(8, 5)).isNotInstanceOf(Classifier.class);
    INDArray clear = Nd4j.createFromArray(new float[][] {{0.1f, 0.2f, 0.3f}, {0.9f, 0.2f, 0.3f}});
    assertThat(labels.answering(501, 5).labels(clear)).containsExactly(0, 1);
    assertThatThrownBy(() -> labels.answering(0, 5)).hasMessageContaining("1 or more draws");
  }

  @Test
  void abstainingIsOneClassMore() {
    RandomizedSmoothing smoothing = new RandomizedSmoothing(HALF_SPACE, 0.25, 100);
    SmoothedPrediction model = new SmoothedPrediction(smoothing, 1000, 0.001, 7);
    INDArray x =
        Nd4j.createFromArray(new float[][] {{0, 0, 0}, {1, 0, 0}, {0.5f, 0, 0}, {0, 0, 0}});

    assertThat(model.classes()).isEqualTo(3);
    assertThat(model.labels(x)).containsExactly(0, 1, model.abstain(), 0);
    double[][] logits = Logits.rows(model.logits(x));
    assertThat(logits[3]).containsExactly(logits[0]);
    assertThat(Math.exp(logits[2][0]) + Math.exp(logits[2][1])).isCloseTo(1, within(1e-6));
  }
}

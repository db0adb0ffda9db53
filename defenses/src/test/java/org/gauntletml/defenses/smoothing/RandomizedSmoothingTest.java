package org.gauntletml.defenses.smoothing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.gauntletml.attacks.kit.LinearModel;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class RandomizedSmoothingTest {
  private static final double ALPHA = 0.001;

  /** Decides by {@code x_0 > 0.5}: the exact smoothed radius is the distance to that plane. */
  private static final LinearModel HALF_SPACE =
      new LinearModel(
          InputSpec.unit(3), new double[][] {{-1, 0, 0}, {1, 0, 0}}, new double[] {1, 0});

  @ParameterizedTest
  @CsvSource({
    "60, 100, .440984",
    "75, 100, .597393",
    "99, 100, .911373",
    "100, 100, .933254",
    "600, 1000, .551075",
    "990, 1000, .976036",
    "1000, 1000, .993116",
    "9900, 10000, .986531",
    "10000, 10000, .999309",
    "99000, 100000, .988989",
    "100000, 100000, .999931"
  })
  void boundsProbabilitiesAsClopperAndPearson(int k, int n, double expected) {
    assertThat(RandomizedSmoothing.lowerBound(k, n, ALPHA)).isCloseTo(expected, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"100, 1.5005", "1000, 2.4633", "10000, 3.1986", "100000, 3.8115"})
  void neverCertifiesMoreThanItsDrawsAllow(int n, double sigmas) {
    assertThat(new RandomizedSmoothing(HALF_SPACE, 2, 100).largestRadius(n, ALPHA))
        .isCloseTo(2 * sigmas, within(1e-4));
  }

  @ParameterizedTest
  @CsvSource({"510, 490, .548", "60, 40, .0569", "550, 450, .00173", "70, 30, 7.85e-5"})
  void testsTheTwoTopClassesTwoSided(int first, int second, double p) {
    assertThat(RandomizedSmoothing.pValue(first, second)).isCloseTo(p, within(0.005 * p));
  }

  @Test
  void certifiesAHalfSpaceUpToItsDistanceAndNeverBeyond() {
    RandomizedSmoothing smoothed = new RandomizedSmoothing(HALF_SPACE, 0.25, 256);
    double distance = 0.3;
    INDArray x = Nd4j.createFromArray(new float[][] {{0.8f, 0.1f, 0.9f}});
    int n = 20_000;
    Certificate certificate = smoothed.certify(x, 100, n, ALPHA, new SplittableRandom(4));

    double p = NormalDistribution.of(0, 1).cumulativeProbability(distance / 0.25);
    assertThat(certificate.predicted()).isEqualTo(1);
    assertThat(certificate.votes() / (double) n).isCloseTo(p, within(0.01));
    assertThat(certificate.radius()).isBetween(0.9 * distance, distance);
    assertThat(certificate.linfRadius(4)).isEqualTo(certificate.radius() / 2);
    assertThat(smoothed.predict(x, 1000, ALPHA, new SplittableRandom(5))).isEqualTo(1);
  }

  @Test
  void abstainsOnThePlane() {
    RandomizedSmoothing smoothed = new RandomizedSmoothing(HALF_SPACE, 0.25, 64);
    INDArray x = Nd4j.createFromArray(new float[][] {{0.5f, 0, 0}});
    Certificate certificate = smoothed.certify(x, 100, 1000, ALPHA, new SplittableRandom(6));

    assertThat(certificate.abstained()).isTrue();
    assertThat(certificate.radius()).isZero();
    assertThat(smoothed.predict(x, 1000, ALPHA, new SplittableRandom(7)))
        .isEqualTo(Certificate.ABSTAIN);
  }

  @Test
  void sameStreamGivesTheSameCertificateWhateverTheBatch() {
    INDArray x = Nd4j.createFromArray(new float[][] {{0.6f, 0.2f, 0.3f}});
    assertThat(
            new RandomizedSmoothing(HALF_SPACE, 0.5, 7)
                .certify(x, 50, 500, ALPHA, new SplittableRandom(8)))
        .isEqualTo(
            new RandomizedSmoothing(HALF_SPACE, 0.5, 500)
                .certify(x, 50, 500, ALPHA, new SplittableRandom(8)));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, .001", "3, 7, .4", "100, 100, .01", "50, 1000, .001"})
  void noCertificateReachesBeyondTheLargestRadius(int n0, int n, double alpha) {
    RandomizedSmoothing smoothed = new RandomizedSmoothing(HALF_SPACE, 0.25, 64);
    INDArray far = Nd4j.createFromArray(new float[][] {{100, 0, 0}});
    Certificate certificate = smoothed.certify(far, n0, n, alpha, new SplittableRandom(9));
    double largest = smoothed.largestRadius(n, alpha);

    assertThat(largest)
        .isCloseTo(
            0.25
                * NormalDistribution.of(0, 1)
                    .inverseCumulativeProbability(Math.pow(alpha, 1.0 / n)),
            within(1e-9));
    assertThat(certificate.votes()).isEqualTo(n);
    assertThat(certificate.radius()).isEqualTo(Math.max(0, largest));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new RandomizedSmoothing(HALF_SPACE, 0, 1))
        .isInstanceOf(BadInput.class)
        .hasMessage("sigma: expected a positive standard deviation, got 0.0.");
    RandomizedSmoothing smoothed = new RandomizedSmoothing(HALF_SPACE, 1, 1);
    INDArray x = Nd4j.createFromArray(new float[][] {{0, 0, 0}});
    assertThatThrownBy(() -> smoothed.certify(x, 10, 5, ALPHA, new SplittableRandom(1)))
        .hasMessage("smoothing: expected 1 <= n0 <= n draws, got n0 = 10, n = 5.");
    assertThatThrownBy(() -> smoothed.predict(x, 10, 1, new SplittableRandom(1)))
        .hasMessage("alpha: expected a probability between 0 and 1, both excluded, got 1.0.");
  }
}

package org.gauntletml.defenses.smoothing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.SoftAssertions;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.data.Dataset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Certified accuracies on Fashion-MNIST beside those of the authors' code on a network of the same
 * kind, which was trained elsewhere.
 */
@Tag("slow")
class CertifiedAccuracyTest {
  private static final Path FOLDER = Path.of("/usr/share/datasets/fashion-mnist");
  private static final int EXAMPLES = 200;
  private static final double ALPHA = 0.001;

  @ParameterizedTest
  @CsvSource({
    "0.25, '0 .25 .5 .75', '.90 .81 .73 .56'",
    "0.5, '0 .25 .5 .75 1 1.5', '.86 .79 .725 .635 .55 .345'"
  })
  void comesNearTheFiguresOfTheAuthors(double sigma, String radii, String accuracies) {
    assumeTrue(Files.isDirectory(FOLDER), "needs the Debian package dataset-fashion-mnist");
    DifferentiableClassifier model = NoisyNet.trained(FOLDER, sigma);
    Dataset test = NoisyNet.test(FOLDER, 50, EXAMPLES);
    RandomizedSmoothing smoothing = new RandomizedSmoothing(model, sigma, 500);
    RandomStreams random = RandomStreams.of(0, "certify", test.ids());
    double[] reach = new double[EXAMPLES];
    int silent = 0;
    for (int i = 0; i < EXAMPLES; i++) {
      Certificate found =
          smoothing.certify(test.select(new int[] {i}).inputs(), 100, 10_000, ALPHA, random.of(i));
      reach[i] = found.predicted() == test.labels()[i] ? found.radius() : -1;
      silent += found.abstained() ? 1 : 0;
    }
    System.out.printf(
        "sigma %.2f: abstained %.3f, average radius %.3f%n",
        sigma,
        (double) silent / EXAMPLES,
        Arrays.stream(reach).map(r -> Math.max(0, r)).average().orElseThrow());
    double[] at = numbers(radii);
    double[] expected = numbers(accuracies);
    SoftAssertions all = new SoftAssertions();
    for (int k = 0; k < at.length; k++) {
      double radius = at[k];
      double share = Arrays.stream(reach).filter(r -> r >= radius).count() / (double) EXAMPLES;
      System.out.printf("  %.2f: %.3f (%.3f)%n", radius, share, expected[k]);
      all.assertThat(share).as("at %s", radius).isCloseTo(expected[k], within(0.04));
    }
    all.assertAll();
    assertThat(Arrays.stream(reach).max().orElseThrow())
        .isLessThanOrEqualTo(smoothing.largestRadius(10_000, ALPHA));
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }
}

package org.gauntletml.models.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.dl4j.Dl4jClassifier;
import org.gauntletml.models.dl4j.Dl4jModel;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Files that Keras 2 and 3 wrote, against what Keras itself answers; see make_fixtures.py. */
class KerasNetworkTest {
  private static final int ROWS = 3;

  record Case(String file, double[] answers) {
    @Override
    public String toString() {
      return file;
    }
  }

  static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(KerasNetworkTest.class.getResource(name)).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Case> files() throws IOException {
    return Files.readAllLines(resource("answers.csv")).stream()
        .map(line -> line.split(",", 2))
        .map(
            line ->
                new Case(
                    line[0],
                    Arrays.stream(line[1].split(",")).mapToDouble(Double::parseDouble).toArray()));
  }

  /** The inputs of make_fixtures.py, channels first: it made them channels last. */
  private static INDArray inputs(InputSpec input, boolean channelsLast) {
    float[] values = new float[ROWS * input.features()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (i * 7919L % 1009 / 1009.0);
    }
    List<Long> s = input.shape();
    if (!channelsLast) {
      return Nd4j.createFromArray(values).reshape('c', input.batch(ROWS));
    }
    return Nd4j.createFromArray(values)
        .reshape('c', ROWS, s.get(1), s.get(2), s.get(0))
        .permute(0, 3, 1, 2)
        .dup('c');
  }

  @ParameterizedTest
  @MethodSource("files")
  void answersWhatKerasAnswers(Case expected) {
    Dl4jNetwork network = KerasNetwork.read(resource(expected.file()));
    InputSpec input = network.input(0, 1);
    Dl4jModel model = network.classifier(input);
    double[] told =
        told(
            model.logits(inputs(input, input.shape().size() == 3)),
            expected.answers(),
            expected.file().startsWith("flattened"));
    assertThat(told).containsExactly(expected.answers(), within(1e-5));
    assertThat(model).isInstanceOf(Dl4jClassifier.class);
    assertThat(model.description().format()).matches("Keras [23]\\.[0-9.]+ .*");
    assertThat(model.description().limitation().isPresent())
        .isEqualTo(expected.file().startsWith("recurrent"));
  }

  /** What Keras says, from logits. */
  private static double[] told(INDArray logits, double[] answers, boolean plain) {
    double[] z = logits.data().asDouble();
    if (plain) {
      return z;
    }
    int classes = (int) logits.size(1);
    double[] p = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      int row = i / classes * classes;
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum += Math.exp(z[row + k] - z[i]);
      }
      p[i] = 1 / sum;
    }
    return answers.length == ROWS
        ? new double[] {p[1], p[3], p[5]} // the only score is that of class 1
        : p;
  }
}

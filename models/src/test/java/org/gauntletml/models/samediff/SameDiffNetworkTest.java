package org.gauntletml.models.samediff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.wrapping.GraphModel;
import org.gauntletml.models.wrapping.ImageLayout;
import org.gauntletml.models.wrapping.ImportOptions;
import org.gauntletml.models.wrapping.ImportedModel;
import org.gauntletml.models.wrapping.Normalization;
import org.gauntletml.models.wrapping.ScoreModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Graphs that SameDiff wrote to files, against SameDiff itself. */
class SameDiffNetworkTest {
  @TempDir Path temp;

  private Path save(SameDiff graph) {
    File file = temp.resolve("net.fb").toFile();
    graph.save(file, false);
    return file.toPath();
  }

  private static INDArray inputs(InputSpec input) {
    double[] values = new SplittableRandom(3).doubles(3L * input.features()).toArray();
    return Nd4j.createFromArray(values).reshape('c', input.batch(3)).castTo(DataType.FLOAT);
  }

  private static double[] values(INDArray array) {
    return array.dup('c').castTo(DataType.DOUBLE).data().asDouble();
  }

  private static INDArray told(SameDiff graph, INDArray x, String output) {
    return graph.outputSingle(Map.of("x", x), output);
  }

  private static double[] softmax(INDArray logits) {
    int classes = (int) logits.size(1);
    double[] z = values(logits);
    double[] p = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum += Math.exp(z[i / classes * classes + k] - z[i]);
      }
      p[i] = 1 / sum;
    }
    return p;
  }

  @Test
  void imagesWithASoftmaxAndALoss() {
    SameDiff graph = Graphs.convolutional();
    SameDiffNetwork network = SameDiffNetwork.read(save(graph));
    assertThat(network.inputShape(ImportOptions.DEFAULT)).hasValue(List.of(2L, 8L, 7L));
    InputSpec input = InputSpec.unit(2, 8, 7);
    try (ImportedModel model = network.model(input, ImportOptions.DEFAULT)) {
      assertThat(model.description().limitation()).isEmpty();
      assertThat(model).isInstanceOf(GraphModel.class);
      assertThat(model.classes()).isEqualTo(5);
      assertThat(model.description().notes()).contains("a softmax at its end was taken off");
      assertThat(model.description().parts().get(0).toString()).contains("conv2d", "[N,4,4,7]");
      INDArray x = inputs(input);
      // SameDiff drops out in inference, too, so the oracle is the graph as it is wrapped
      SameDiff whole = SameDiffFile.read(save(graph));
      assertThat(softmax(((Classifier) model).logits(x)))
          .containsExactly(values(told(whole, x, "classes")), within(1e-5));
      assertThat(model.check(4).passed()).isTrue();
    }
  }

  @Test
  void imagesWithTheirChannelsLast() {
    Path file = save(Graphs.channelsLast());
    SameDiff graph =
        SameDiff.load(file.toFile(), false); // which SameDiff does not write down whole
    InputSpec input = InputSpec.unit(3, 6, 5);
    ImportOptions scaled =
        ImportOptions.DEFAULT.normalized(
            new Normalization(List.of(0.1, 0.2, 0.3), List.of(0.5, 2.0, 1.0)));
    SameDiffNetwork network = SameDiffNetwork.read(file);
    assertThat(network.inputShape(scaled)).hasValue(List.of(3L, 6L, 5L));
    assertThat(network.inputShape(scaled.laidOut(ImageLayout.NCHW))).hasValue(List.of(6L, 5L, 3L));
    try (ImportedModel model = network.model(input, scaled)) {
      assertThat(model.description().limitation()).isEmpty();
      INDArray x = inputs(input);
      INDArray mean = Nd4j.createFromArray(0.1f, 0.2f, 0.3f).reshape(1, 3, 1, 1);
      INDArray deviation = Nd4j.createFromArray(0.5f, 2, 1).reshape(1, 3, 1, 1);
      INDArray fed = x.sub(mean).div(deviation).permute(0, 2, 3, 1).dup('c');
      assertThat(softmax(((Classifier) model).logits(x)))
          .containsExactly(softmax(told(graph, fed, "z")), within(1e-5));
      assertThat(model.description().notes())
          .contains(
              "a log-softmax at its end was taken off",
              "its images are channels last; they are turned at its input",
              "inputs are normalised inside it");
    }
  }

  @Test
  void rowsWithEveryArithmeticOperation() {
    SameDiff graph = Graphs.arithmetic();
    InputSpec input = InputSpec.unit(6);
    try (ImportedModel model =
        SameDiffNetwork.read(save(graph)).model(input, ImportOptions.DEFAULT)) {
      assertThat(model.description().limitation()).isEmpty();
      assertThat(model.classes()).isEqualTo(2);
      INDArray x = inputs(input);
      double[] expected = values(told(graph, x, "yes"));
      double[] actual = softmax(((Classifier) model).logits(x));
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[2 * i + 1]).isEqualTo(expected[i], within(1e-5));
      }
    }
  }

  @Test
  void anOperationWithoutASpellingIsServedBySameDiff() {
    SameDiff graph = Graphs.cumulative();
    InputSpec input = InputSpec.unit(6);
    try (ImportedModel model =
        SameDiffNetwork.read(save(graph)).model(input, ImportOptions.DEFAULT)) {
      assertThat(model).isInstanceOf(ScoreModel.class);
      assertThat(model.description().limitation().orElseThrow())
          .contains("an operation that the gradient engine knows", "SameDiff cumsum");
      INDArray x = inputs(input);
      assertThat(values(((Classifier) model).logits(x)))
          .containsExactly(values(told(graph, x, "sums")), within(1e-5));
      assertThat(model.check(1).passed()).isTrue();
    }
  }

  private static void refused(Runnable reading, String... parts) {
    assertThatThrownBy(reading::run)
        .isInstanceOf(BadInput.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
  }

  @Test
  void severalInputsOrOutputs() {
    Graphs g = new Graphs();
    SDVariable x = g.input(-1, 6);
    SDVariable hidden = g.dense(x, 6, 4);
    g.sd.nn().tanh("a", hidden);
    g.sd.nn().softmax("b", hidden, 1);
    SameDiffNetwork two = SameDiffNetwork.read(save(g.sd));
    InputSpec input = InputSpec.unit(6);
    refused(
        () -> two.inputShape(ImportOptions.DEFAULT), "got the outputs [a, b]", "--model-output");
    refused(() -> two.model(input, ImportOptions.DEFAULT.output("c")), "an output among", "got c");
    try (ImportedModel model = two.model(input, ImportOptions.DEFAULT.output("b"))) {
      assertThat(model).isInstanceOf(GraphModel.class);
    }
    SDVariable other = g.sd.placeHolder("mask", DataType.FLOAT, -1, 4);
    g.sd.nn().sigmoid("c", hidden.mul(other.add(1)));
    SameDiffNetwork masked = SameDiffNetwork.read(save(g.sd));
    refused(() -> masked.inputShape(ImportOptions.DEFAULT), "one input, got 2 placeholders");
    refused(
        () -> masked.model(input, ImportOptions.DEFAULT.output("c")),
        "one placeholder that 'c' depends on, got 2 placeholders");
  }

  @Test
  void inputsAndOutputsOfAnotherForm() {
    SameDiffNetwork network = SameDiffNetwork.read(save(Graphs.cumulative()));
    refused(() -> network.model(InputSpec.unit(5), ImportOptions.DEFAULT), "[N,6], got [N,5]");
    Graphs g = new Graphs();
    g.sd.math().square("y", g.dense(g.input(-1, 6), 6, 1));
    SameDiffNetwork regression = SameDiffNetwork.read(save(g.sd));
    refused(
        () -> regression.model(InputSpec.unit(6), ImportOptions.DEFAULT),
        "output 'y': expected one row of two or more class scores per example",
        "[2, 1] for a batch of 2");
  }

  @Test
  void filesThatAreNone() throws IOException {
    refused(() -> SameDiffNetwork.read(temp.resolve("none.fb")), "a model file, got no such file");
    refused(() -> SameDiffNetwork.read(temp), "a model file, got something else");
    byte[] whole = Files.readAllBytes(save(Graphs.cumulative()));
    for (byte[] bytes :
        List.of(
            new byte[0],
            "this is no flat buffer".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(whole, 40),
            Arrays.copyOf(whole, whole.length / 2))) {
      Path file = Files.write(temp.resolve("cut.fb"), bytes);
      refused(() -> SameDiffNetwork.read(file), "cut.fb");
    }
  }

  /** A training configuration names the class of its updater, which SameDiff would load. */
  @Test
  void foreignClassesAreRefused() throws IOException {
    SameDiff graph = Graphs.convolutional();
    graph.setTrainingConfig(
        TrainingConfig.builder()
            .updater(new Adam(1e-3))
            .dataSetFeatureMapping("x")
            .dataSetLabelMapping("labels")
            .build());
    Path file = save(graph);
    assertThat(SameDiffNetwork.read(file)).isNotNull();
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String bent =
        text.replace(
            "org.nd4j.linalg.learning.config.Adam", "com.evil.linalg.learning.config.Bad!");
    assertThat(bent).isNotEqualTo(text).hasSameSizeAs(text);
    Files.write(file, bent.getBytes(StandardCharsets.ISO_8859_1));
    refused(
        () -> SameDiffNetwork.read(file),
        "training configuration: expected only classes of Deeplearning4j and ND4J",
        "com.evil");
  }
}

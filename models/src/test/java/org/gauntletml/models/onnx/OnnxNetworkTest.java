package org.gauntletml.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.gauntletml.models.onnx.OnnxBuilder.attribute;
import static org.gauntletml.models.onnx.OnnxBuilder.list;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.graph.onnx.RuntimeChoice;
import org.gauntletml.models.wrapping.GraphModel;
import org.gauntletml.models.wrapping.ImageLayout;
import org.gauntletml.models.wrapping.ImportOptions;
import org.gauntletml.models.wrapping.ImportedModel;
import org.gauntletml.models.wrapping.Normalization;
import org.gauntletml.models.wrapping.ScoreModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What is done to a network on its way in: its head, its layout, its units, its batch. */
class OnnxNetworkTest {
  private static final ImportOptions FAST = ImportOptions.DEFAULT.on(RuntimeChoice.ONNXRUNTIME, 1);
  private static final InputSpec ROW = InputSpec.unit(4);
  private static final int N = 5;

  @TempDir Path temp;

  private static OnnxBuilder dense(long batch, int scores) {
    return OnnxBuilder.of(13, batch, 4)
        .weights("w", 4, scores)
        .weights("c", scores)
        .node("Gemm", "x w c", "z");
  }

  private static float[] inputs(InputSpec spec) {
    float[] x = new float[N * spec.features()];
    Random random = new Random(3);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (spec.lower() + (spec.upper() - spec.lower()) * random.nextDouble());
    }
    return x;
  }

  private static float[][] logits(ImportedModel model, float[] x) {
    INDArray batch = Nd4j.createFromArray(x).reshape('c', model.input().batch(N));
    return Reference.rows(((Classifier) model).logits(batch).data().asFloat(), N);
  }

  private static void assertSame(float[][] actual, double[][] expected) {
    assertThat(actual.length).isEqualTo(expected.length);
    for (int n = 0; n < expected.length; n++) {
      assertThat(actual[n]).hasSize(expected[n].length);
      for (int k = 0; k < expected[n].length; k++) {
        assertThat((double) actual[n][k]).isCloseTo(expected[n][k], within(2e-5));
      }
    }
  }

  private static double[][] doubles(float[][] rows) {
    double[][] result = new double[rows.length][];
    for (int n = 0; n < rows.length; n++) {
      result[n] = new double[rows[n].length];
      for (int k = 0; k < rows[n].length; k++) {
        result[n][k] = rows[n][k];
      }
    }
    return result;
  }

  /** The logits of the same network without a head. */
  private float[][] bare(int scores) throws OrtException {
    Path file = dense(0, scores).output("z", 1, 0, scores).write(temp);
    return Reference.run(file, Reference.rows(inputs(ROW), N));
  }

  @Test
  void softmaxIsTakenOff() throws OrtException {
    Path file =
        dense(0, 3)
            .node("Softmax", "z", "p")
            .node("Identity", "p", "out")
            .output("out", 1, 0, 3)
            .write(temp);
    try (ImportedModel model = OnnxNetwork.read(file).model(ROW, FAST)) {
      assertThat(model).isInstanceOf(GraphModel.class);
      assertThat(model.description().notes()).containsExactly("a softmax at its end was taken off");
      assertSame(logits(model, inputs(ROW)), doubles(bare(3)));
    }
  }

  @Test
  void logSoftmaxIsTakenOff() throws OrtException {
    Path file = dense(0, 3).node("LogSoftmax", "z", "p").output("p", 1, 0, 3).write(temp);
    try (ImportedModel model = OnnxNetwork.read(file).model(ROW, FAST)) {
      assertThat(model.description().notes())
          .containsExactly("a log-softmax at its end was taken off");
      assertSame(logits(model, inputs(ROW)), doubles(bare(3)));
    }
  }

  @Test
  void aSigmoidBecomesTwoLogits() throws OrtException {
    Path file = dense(0, 1).node("Sigmoid", "z", "p").output("p", 1, 0, 1).write(temp);
    try (ImportedModel model = OnnxNetwork.read(file).model(ROW, FAST)) {
      assertThat(model).isInstanceOf(GraphModel.class);
      assertThat(model.classes()).isEqualTo(2);
      float[][] z = bare(1);
      double[][] expected = new double[N][];
      for (int n = 0; n < N; n++) {
        expected[n] = new double[] {0, z[n][0]};
      }
      assertSame(logits(model, inputs(ROW)), expected);
    }
  }

  @Test
  void aChoiceOfTheLargestIsTakenOff() throws OrtException {
    Path file =
        dense(0, 3)
            .node("ArgMax", "z", "label", attribute("axis", 1), attribute("keepdims", 0))
            .output("label", 7, 0)
            .write(temp);
    try (ImportedModel model = OnnxNetwork.read(file).model(ROW, FAST)) {
      assertThat(model).isInstanceOf(GraphModel.class);
      assertSame(logits(model, inputs(ROW)), doubles(bare(3)));
    }
  }

  @Test
  void probabilitiesOfAnUnknownKindAreReadInLogSpace() throws OrtException {
    Path file =
        dense(0, 3)
            .node("Exp", "z", "e")
            .integers("axes", 1)
            .node("ReduceSum", "e axes", "t")
            .node("Div", "e t", "p")
            .output("p", 1, 0, 3)
            .write(temp);
    try (ImportedModel model = OnnxNetwork.read(file).model(ROW, FAST)) {
      assertThat(model.description().limitation()).isEmpty();
      assertThat(model.description().notes())
          .containsExactly("it tells probabilities; their logarithms serve as logits");
      float[][] p = Reference.run(file, Reference.rows(inputs(ROW), N));
      double[][] expected = doubles(p);
      for (double[] row : expected) {
        java.util.Arrays.setAll(row, k -> Math.log(row[k]));
      }
      assertSame(logits(model, inputs(ROW)), expected);
    }
  }

  @Test
  void channelsLastImagesAreTurnedAtTheEdgeAndNormalisedInside() throws OrtException {
    Path file =
        OnnxBuilder.of(13, 0, 5, 6, 3)
            .node("Transpose", "x", "t", list("perm", 0, 3, 1, 2))
            .weights("w", 2, 3, 2, 2)
            .node("Conv", "t w", "y")
            .scores()
            .write(temp);
    OnnxNetwork network = OnnxNetwork.read(file);
    assertThat(network.inputShape(null)).contains(List.of(3L, 5L, 6L));
    assertThat(network.inputShape(ImageLayout.NCHW)).contains(List.of(5L, 6L, 3L));
    InputSpec spec = InputSpec.unit(3, 5, 6);
    double[] mean = {0.1, 0.2, 0.3};
    double[] deviation = {0.5, 1 / 255.0, 2};
    ImportOptions options =
        FAST.normalized(new Normalization(List.of(0.1, 0.2, 0.3), List.of(0.5, 1 / 255.0, 2.0)));
    float[] x = inputs(spec);
    float[][] turned = new float[N][90];
    for (int n = 0; n < N; n++) {
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < 30; i++) {
          turned[n][i * 3 + c] = (float) ((x[n * 90 + c * 30 + i] - mean[c]) / deviation[c]);
        }
      }
    }
    double[][] expected = doubles(Reference.run(file, turned));
    try (ImportedModel model = network.model(spec, options)) {
      assertThat(model).isInstanceOf(GraphModel.class);
      float[][] actual = logits(model, x);
      for (int n = 0; n < N; n++) {
        for (int k = 0; k < expected[n].length; k++) {
          assertThat((double) actual[n][k]).isCloseTo(expected[n][k], within(1e-3));
        }
      }
    }
  }

  @Test
  void aBatchFixedAtOneIsOpened() throws OrtException {
    Path file =
        OnnxBuilder.of(11, 1, 2, 3, 4)
            .integers("s", 1, -1)
            .node("Reshape", "x s", "r")
            .weights("w", 24, 6)
            .node("MatMul", "r w", "m")
            .integers("t", 1, 2, 3)
            .node("Reshape", "m t", "u")
            .weights("token", 1, 1, 3)
            .node("Concat", "token u", "v", attribute("axis", 1))
            .scores()
            .write(temp);
    InputSpec spec = InputSpec.unit(2, 3, 4);
    try (ImportedModel model = OnnxNetwork.read(file).model(spec, FAST)) {
      assertThat(model.description().notes())
          .containsExactly("it was written for batches of 1 and runs at any batch size now");
      assertThat(model).isInstanceOf(GraphModel.class);
      float[][] expected = Reference.run(file, Reference.rows(inputs(spec), N));
      assertSame(logits(model, inputs(spec)), doubles(expected));
    }
  }

  /** Rows mixed along the batch axis cannot be opened, so ONNX Runtime runs them one by one. */
  @Test
  void aFixedBatchThatCannotBeOpenedIsCutUp() throws OrtException {
    Path file =
        OnnxBuilder.of(13, 1, 4)
            .integers("s", 4)
            .node("Reshape", "x s", "r")
            .weights("w", 4, 3)
            .node("MatMul", "r w", "m")
            .integers("t", 1, 3)
            .node("Reshape", "m t", "y")
            .output("y", 1, 1, 3)
            .write(temp);
    try (ImportedModel model = OnnxNetwork.read(file).model(ROW, FAST)) {
      assertThat(model).isInstanceOf(ScoreModel.class);
      assertThat(model.description().limitation().orElseThrow()).contains("r_node");
      assertThat(model.description().notes())
          .containsExactly("it was written for batches of 1; larger ones are cut up");
      float[][] expected = Reference.run(file, Reference.rows(inputs(ROW), N));
      assertSame(logits(model, inputs(ROW)), doubles(expected));
    }
  }

  @Test
  void anOperationWithoutGradientLeavesScores() throws OrtException {
    Path file = dense(0, 3).node("Round", "z", "y").output("y", 1, 0, 3).write(temp);
    try (ImportedModel model = OnnxNetwork.read(file).model(ROW, FAST)) {
      assertThat(model).isInstanceOf(ScoreModel.class);
      assertThat(model.description().limitation())
          .contains(
              "node 'y_node': expected an operation that the gradient engine knows, got Round");
      float[][] expected = Reference.run(file, Reference.rows(inputs(ROW), N));
      assertSame(logits(model, inputs(ROW)), doubles(expected));
    }
  }

  @Test
  void aLinearClassifierTellsScores() {
    Path file = linear().write(temp);
    try (ImportedModel model = OnnxNetwork.read(file).model(ROW, FAST)) {
      assertThat(model).isInstanceOf(ScoreModel.class);
      assertThat(model.classes()).isEqualTo(3);
      double[][] weights = {{1, 0, 0, -1}, {0, 1, 0, 0.5}, {0, 0, 1, 0}};
      float[][] x = Reference.rows(inputs(ROW), N);
      double[][] expected = new double[N][3];
      for (int n = 0; n < N; n++) {
        for (int k = 0; k < 3; k++) {
          for (int i = 0; i < 4; i++) {
            expected[n][k] += weights[k][i] * x[n][i];
          }
        }
      }
      assertSame(logits(model, inputs(ROW)), expected);
    }
  }

  private static OnnxBuilder linear() {
    return OnnxBuilder.of(9, 0, 4)
        .domain("ai.onnx.ml", 1)
        .node(
            "ai.onnx.ml.LinearClassifier",
            "x",
            "label scores",
            OnnxBuilder.realList("coefficients", 1, 0, 0, -1, 0, 1, 0, 0.5, 0, 0, 1, 0),
            OnnxBuilder.realList("intercepts", 0, 0, 0),
            list("classlabels_ints", 0, 1, 2))
        .output("label", 7, 0)
        .output("scores", 1, 0, 3);
  }

  @Test
  void aModelOfLabelsOnlyTellsLabels() {
    Path file = linear().write(temp);
    try (ImportedModel model = OnnxNetwork.read(file).model(ROW, FAST.output("label"))) {
      assertThat(model).isInstanceOf(OnnxLabels.class);
      assertThat(model.description().limitation()).contains("the model tells labels only");
      INDArray x = Nd4j.createFromArray(new float[] {1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0});
      assertThat(model.labels(x.reshape('c', 3, 4))).containsExactly(0, 1, 2);
    }
  }

  @Test
  void theDescriptionCountsParametersAndOperations() {
    Path file = dense(0, 3).node("Relu", "z", "y").output("y", 1, 0, 3).write(temp);
    try (ImportedModel model = OnnxNetwork.read(file).model(ROW, FAST)) {
      ModelDescription description = model.description();
      assertThat(description.parameters()).isEqualTo(15);
      assertThat(description.parts())
          .extracting(ModelDescription.Part::kind)
          .containsExactly("Gemm", "Relu");
      assertThat(description.parts())
          .extracting(ModelDescription.Part::parameters)
          .containsExactly(15L, 0L);
      assertThat(description.format()).startsWith("ONNX, operator set 13");
      assertThat(description.limitation()).isEmpty();
    }
  }

  /** Names in the file may be those that the import would use itself. */
  @Test
  void namesDoNotCollide() {
    Path file =
        OnnxBuilder.of(13, 0, 4)
            .weights("logits", 4, 3)
            .node("MatMul", "x logits", "d/x")
            .node("Relu", "d/x", "d/logits")
            .node("Neg", "d/logits", "input")
            .node("Softmax", "input", "out")
            .output("out", 1, 0, 3)
            .write(temp);
    try (ImportedModel model = OnnxNetwork.read(file).model(ROW, FAST)) {
      assertThat(model.description().limitation()).isEmpty();
    }
  }

  /** A flat network takes images row by row. */
  @Test
  void anImageMayGoToAFlatNetwork() {
    Path file = dense(0, 3).output("z", 1, 0, 3).write(temp);
    try (ImportedModel model = OnnxNetwork.read(file).model(InputSpec.unit(1, 2, 2), FAST)) {
      assertThat(model.input().shape()).containsExactly(1L, 2L, 2L);
      assertThat(logits(model, inputs(InputSpec.unit(1, 2, 2)))[0]).hasSize(3);
    }
  }
}

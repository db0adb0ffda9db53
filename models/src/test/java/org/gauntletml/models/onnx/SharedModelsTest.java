package org.gauntletml.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.graph.CompiledGraph;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.gauntletml.models.wrapping.GraphModel;
import org.gauntletml.models.wrapping.ImportOptions;
import org.gauntletml.models.wrapping.ImportedModel;
import org.gauntletml.models.wrapping.ScoreModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Files that other people's exporters wrote, beside ONNX Runtime and finite differences. */
@Tag("shared")
class SharedModelsTest {
  private static final Path ABSENT = Path.of("absent");

  private static Path data() {
    return Path.of(System.getProperty("gauntlet.root", "."))
        .toAbsolutePath()
        .normalize()
        .resolveSibling("shared/data");
  }

  static Stream<Path> files() throws IOException {
    if (!Files.isDirectory(data())) {
      return Stream.of(ABSENT);
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(data())) {
      all.filter(file -> file.toString().endsWith(".onnx")).sorted().forEach(files::add);
    }
    return files.stream();
  }

  private static INDArray inputs(InputSpec spec, int rows, long seed) {
    Random random = new Random(seed);
    float[] values = new float[rows * spec.features()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return Nd4j.createFromArray(values).reshape('c', spec.batch(rows));
  }

  @ParameterizedTest
  @MethodSource("files")
  void answersAsOnnxRuntimeDoes(Path file) throws OrtException {
    assumeTrue(!file.equals(ABSENT), "the models beside this checkout are absent");
    OnnxNetwork network = OnnxNetwork.read(file);
    InputSpec spec = new InputSpec(network.inputShape(null).orElseThrow(), 0, 1);
    try (ImportedModel model = network.model(spec, ImportOptions.DEFAULT);
        OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
      INDArray x = inputs(spec, 5, 4);
      if (file.toString().contains("tribuo_lr")) {
        assertThat(model).isInstanceOf(ScoreModel.class);
        return;
      }
      GraphModel classifier = (GraphModel) model;
      float[] ours = classifier.logits(x).data().asFloat();
      for (int n = 0; n < 5; n++) {
        float[] theirs = alone(session, x.slice(n).dup('c'));
        float[] row =
            java.util.Arrays.copyOfRange(ours, n * theirs.length, (n + 1) * theirs.length);
        String told = session.getOutputNames().iterator().next();
        double[] again =
            told.contains("prob") && !file.toString().contains("autoattack_tf")
                ? softmax(row, file.toString().contains("tribuo"))
                : doubles(row);
        double scale = 0;
        for (float v : theirs) {
          scale = Math.max(scale, Math.abs(v));
        }
        for (int k = 0; k < theirs.length; k++) {
          assertThat(again[k]).isCloseTo(theirs[k], within(1e-4 * scale));
        }
      }
      gradientsAreSlopes(classifier, x);
    }
  }

  private static float[] alone(OrtSession session, INDArray x) throws OrtException {
    Map.Entry<String, ai.onnxruntime.NodeInfo> input =
        session.getInputInfo().entrySet().iterator().next();
    long[] shape = ((ai.onnxruntime.TensorInfo) input.getValue().getInfo()).getShape().clone();
    shape[0] = 1;
    INDArray own =
        shape.length == 4 && shape[3] == x.size(0) && shape[1] != x.size(0)
            ? x.permute(1, 2, 0).dup('c')
            : x;
    try (OnnxTensor fed =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), FloatBuffer.wrap(own.data().asFloat()), shape);
        OrtSession.Result result = session.run(Map.of(input.getKey(), fed))) {
      FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[buffer.remaining()];
      buffer.get(values);
      return values;
    }
  }

  private static double[] doubles(float... row) {
    double[] values = new double[row.length];
    java.util.Arrays.setAll(values, i -> row[i]);
    return values;
  }

  private static double[] softmax(float[] row, boolean log) {
    double[] z = doubles(row);
    double max = java.util.Arrays.stream(z).max().orElseThrow();
    double sum = java.util.Arrays.stream(z).map(v -> Math.exp(v - max)).sum();
    return java.util.Arrays.stream(z)
        .map(v -> log ? v - max - Math.log(sum) : Math.exp(v - max) / sum)
        .toArray();
  }

  private static void gradientsAreSlopes(GraphModel model, INDArray x) {
    Random random = new Random(5);
    try (CompiledGraph exact = new Nd4jRuntime(DataType.DOUBLE).compile(model.graph());
        Linearization pass = model.linearize(x)) {
      INDArray w = normal(random, pass.logits().shape());
      INDArray g = pass.pullback(w.castTo(DataType.FLOAT)).castTo(DataType.DOUBLE);
      INDArray point = x.castTo(DataType.DOUBLE);
      double size = g.norm2Number().doubleValue();
      assertThat(size).isFinite();
      for (int i = size == 0 ? 1 : 0; i < 3; i++) {
        INDArray direction = i == 0 ? g.div(size) : normal(random, x.shape());
        double h = 1e-7 / direction.norm2Number().doubleValue() * Math.sqrt((double) x.length());
        double slope =
            (value(exact, point.add(direction.mul(h)), w)
                    - value(exact, point.sub(direction.mul(h)), w))
                / (2 * h);
        double expected = g.mul(direction).sumNumber().doubleValue();
        assertThat(slope)
            .isCloseTo(
                expected,
                within(
                    1e-3
                        * size
                        * direction.norm2Number().doubleValue()
                        / (i == 0 ? 1 : Math.sqrt((double) x.length()))));
      }
    }
  }

  private static double value(CompiledGraph exact, INDArray x, INDArray w) {
    return exact.run(List.of(x)).values().iterator().next().mul(w).sumNumber().doubleValue();
  }

  private static INDArray normal(Random random, long... shape) {
    long size = 1;
    for (long d : shape) {
      size *= d;
    }
    return Nd4j.createFromArray(random.doubles(size, -1, 1).toArray()).reshape('c', shape);
  }

  static Stream<List<String>> counterexamples() throws IOException {
    if (!Files.isDirectory(data())) {
      return Stream.of(List.of());
    }
    List<List<String>> rows = new ArrayList<>();
    try (Stream<Path> families = Files.list(data().resolve("vnncomp")).sorted()) {
      for (Path family : families.toList()) {
        for (String line : Files.readAllLines(family.resolve("ground_truth.csv"))) {
          String[] cells = line.split(",", -1);
          if (cells[10].startsWith("counterexamples/")) {
            rows.add(List.of(family.toString(), cells[1], cells[2], cells[10]));
          }
        }
      }
    }
    return rows.stream();
  }

  @ParameterizedTest
  @MethodSource("counterexamples")
  void storedCounterexampleViolatesTheProperty(List<String> row) throws IOException {
    assumeTrue(!row.isEmpty(), "the models beside this checkout are absent");
    Path family = Path.of(row.get(0));
    OnnxNetwork network = OnnxNetwork.read(family.resolve(row.get(1)));
    InputSpec spec = new InputSpec(network.inputShape(null).orElseThrow(), -1, 1);
    FloatBuffer stored =
        java.nio.ByteBuffer.wrap(Files.readAllBytes(family.resolve(row.get(3))))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] x = new float[spec.features()];
    stored.get(x);
    float[] twice = java.util.Arrays.copyOf(x, 2 * x.length);
    System.arraycopy(x, 0, twice, x.length, x.length);
    try (ImportedModel model = network.model(spec, ImportOptions.DEFAULT)) {
      INDArray batch = Nd4j.createFromArray(twice).reshape('c', spec.batch(2));
      float[] logits = ((GraphModel) model).logits(batch).data().asFloat();
      VnnLib property = VnnLib.read(family.resolve(row.get(2)));
      for (int n = 0; n < 2; n++) {
        float[] y =
            java.util.Arrays.copyOfRange(logits, n * model.classes(), (n + 1) * model.classes());
        assertThat(property.violatedBy(x, y, 1e-5)).isTrue();
      }
    }
  }
}

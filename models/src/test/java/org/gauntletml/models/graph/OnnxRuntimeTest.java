package org.gauntletml.models.graph;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.gauntletml.models.graph.onnx.OnnxExport;
import org.gauntletml.models.graph.onnx.OnnxRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OnnxRuntimeTest {
  private static final InputSpec INPUT = InputSpec.unit(1, 12, 12);
  private static final OnnxRuntime ONE = new OnnxRuntime(1);
  private static final OnnxRuntime FOUR = new OnnxRuntime(4);

  private static GraphClassifier classifier(GraphRuntime runtime) {
    return new GraphClassifier(Networks.convolutional(5), INPUT, runtime);
  }

  private static INDArray cotangents(int batch) {
    return Nd4j.createFromArray(Networks.normal(new Random(9), 2, batch, 5).floats())
        .reshape('c', batch, 5)
        .dup('c');
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    float[] a = actual.dup('c').data().asFloat();
    float[] e = expected.dup('c').data().asFloat();
    assertThat(a).hasSameSizeAs(e);
    for (int i = 0; i < e.length; i++) {
      assertThat(a[i]).isCloseTo(e[i], within(1e-5f));
    }
  }

  @Test
  void agreesWithNd4jOnANetwork() {
    INDArray x = Networks.images(1, 7);
    INDArray dy = cotangents(7);
    try (GraphClassifier fast = classifier(FOUR);
        GraphClassifier other = classifier(new Nd4jRuntime());
        GraphLinearization a = fast.linearize(x);
        GraphLinearization b = other.linearize(x)) {
      assertClose(a.logits(), b.logits());
      assertClose(a.pullback(dy), b.pullback(dy));
      assertClose(a.pullbackAll(4, 0, 2), b.pullbackAll(4, 0, 2));
      assertClose(fast.logits(x), b.logits());
    }
  }

  /** A row's result does not depend on the batch, the threads or the pieces it runs in. */
  @Test
  void rowsDoNotDependOnTheirNeighbours() {
    INDArray x = Networks.images(2, 61);
    INDArray dy = cotangents(61);
    try (GraphClassifier one = classifier(ONE);
        GraphClassifier four = classifier(FOUR);
        GraphLinearization a = one.linearize(x);
        GraphLinearization b = four.linearize(x)) {
      assertThat(b.logits().data().asFloat()).isEqualTo(a.logits().data().asFloat());
      float[] all = a.pullback(dy).data().asFloat();
      assertThat(b.pullback(dy).data().asFloat()).isEqualTo(all);
      INDArray last = x.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(58, 61)).dup('c');
      INDArray lastDy = dy.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(58, 61)).dup('c');
      try (GraphLinearization c = one.linearize(last)) {
        float[] alone = c.pullback(lastDy).data().asFloat();
        for (int i = 0; i < alone.length; i++) {
          assertThat(alone[i]).isEqualTo(all[58 * 144 + i]);
        }
      }
    }
  }

  @Test
  void refreshEqualsANewClassifierAgainAndAgain() {
    INDArray x = Networks.images(3, 5);
    INDArray dy = cotangents(5);
    try (GraphClassifier refreshed = classifier(ONE)) {
      for (long seed = 6; seed < 9; seed++) {
        Graph other = Networks.convolutional(seed);
        Map<String, Tensor> parameters = new HashMap<>();
        other
            .parameters()
            .forEach((name, node) -> parameters.put(name, ((Leaf.Constant) node.op()).value()));
        refreshed.refresh(parameters);
        try (GraphClassifier fresh = new GraphClassifier(other, INPUT, ONE);
            GraphLinearization a = refreshed.linearize(x);
            GraphLinearization b = fresh.linearize(x)) {
          assertClose(a.logits(), b.logits());
          assertClose(a.pullback(dy), b.pullback(dy));
        }
      }
    }
  }

  /** Wide enough that products run as convolutions once the weights may change. */
  @Test
  void refreshOfWideProducts() {
    Random random = new Random(3);
    GraphBuilder b = new GraphBuilder();
    Node x = b.input("x", 300);
    Node pre = b.gemm(x, b.parameter("u", Networks.normal(random, 300, 300, 320)), b.scalar(0));
    Node y =
        b.gemm(
            b.relu(pre),
            b.parameter("w", Networks.normal(random, 320, 320, 403)),
            b.parameter("v", Networks.normal(random, 2, 403)));
    Graph graph = b.output("y", y).build();
    Tensor w = Networks.normal(random, 320, 320, 403);
    INDArray in = Nd4j.createFromArray(Networks.normal(random, 2, 9, 300).floats());
    in = in.reshape('c', 9, 300).dup('c');
    try (CompiledGraph fast = FOUR.compile(FOUR.lower(graph));
        CompiledGraph other = new Nd4jRuntime().compile(graph)) {
      fast.refresh(Map.of("w", w));
      other.refresh(Map.of("w", w));
      assertClose(get(fast.run(List.of(in))), get(other.run(List.of(in))));
      assertThatThrownBy(() -> fast.refresh(Map.of("nix", w)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("refresh: expected a parameter of the graph, got 'nix'");
      assertThatThrownBy(() -> fast.refresh(Map.of("v", w)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("refresh of 'v'");
    }
  }

  private static INDArray get(Map<String, INDArray> outputs) {
    return requireNonNull(outputs.get("y"));
  }

  @Test
  void oneCompiledGraphServesSeveralThreads() throws Exception {
    try (GraphClassifier shared = classifier(FOUR)) {
      List<INDArray> inputs = new ArrayList<>();
      List<float[]> expected = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        inputs.add(Networks.images(i, 20 + i));
        expected.add(shared.logits(inputs.get(i)).data().asFloat());
      }
      ExecutorService threads = Executors.newFixedThreadPool(6);
      List<Future<float[]>> actual = new ArrayList<>();
      for (int round = 0; round < 10; round++) {
        for (INDArray x : inputs) {
          actual.add(threads.submit(() -> shared.logits(x).data().asFloat()));
        }
      }
      for (int i = 0; i < actual.size(); i++) {
        assertThat(actual.get(i).get()).isEqualTo(expected.get(i % inputs.size()));
      }
      threads.shutdown();
    }
  }

  @Test
  void inputsAreReadAnewOnEveryRunFromWhereTheyAre() {
    GraphBuilder b = new GraphBuilder();
    Graph graph = b.output("y", b.add(b.input("x", 3), b.scalar(1))).build();
    INDArray x = Nd4j.zeros(DataType.FLOAT, 2, 3);
    try (CompiledGraph compiled = ONE.compile(graph);
        Execution execution = compiled.bind(List.of(x))) {
      execution.run();
      assertThat(execution.outputs().get(0).sumNumber().doubleValue()).isEqualTo(6);
      x.assign(2);
      execution.run();
      assertThat(execution.outputs().get(0).sumNumber().doubleValue()).isEqualTo(18);
    }
  }

  @Test
  void badMemoryIsRefused() {
    GraphBuilder b = new GraphBuilder();
    Graph graph = b.output("y", b.relu(b.input("x", 3, 4))).build();
    try (CompiledGraph compiled = ONE.compile(graph)) {
      assertThatThrownBy(() -> compiled.bind(List.of(Nd4j.zeros(DataType.DOUBLE, 2, 3, 4))))
          .hasMessage("input 'x': expected type FLOAT, got DOUBLE.");
      assertThatThrownBy(() -> compiled.bind(List.of(Nd4j.zeros(DataType.FLOAT, 2, 4, 3))))
          .hasMessage("input 'x': expected shape [N,3,4], got [2, 4, 3].");
      assertThatThrownBy(
              () -> compiled.bind(List.of(Nd4j.zeros(DataType.FLOAT, 4, 3, 2).permute(2, 1, 0))))
          .hasMessageContaining("expected a dense array in 'c' order")
          .hasMessageContaining("x.dup('c')");
      assertThatThrownBy(() -> compiled.bind(List.of())).hasMessageContaining("1 inputs, got 0");
    }
  }

  @Test
  void nothingRunsOnWhatIsClosed() {
    GraphBuilder b = new GraphBuilder();
    Graph graph = b.output("y", b.relu(b.input("x", 3))).build();
    CompiledGraph compiled = ONE.compile(graph);
    Execution execution = compiled.bind(List.of(Nd4j.zeros(DataType.FLOAT, 2, 3)));
    Execution other = compiled.bind(List.of(Nd4j.zeros(DataType.FLOAT, 2, 3)));
    other.close();
    other.close();
    assertThatThrownBy(other::run).isInstanceOf(IllegalStateException.class);
    compiled.close();
    compiled.close();
    assertThatThrownBy(execution::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    execution.close();
  }

  /** The exported file is standard ONNX: read back by a session that knows nothing of us. */
  @Test
  void exportedFilesCompute(@TempDir Path folder) throws OrtException {
    Graph graph = Networks.convolutional(5);
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(graph, file);
    INDArray x = Networks.images(4, 3);
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString());
        OnnxTensor input =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), FloatBuffer.wrap(x.data().asFloat()), x.shape());
        OrtSession.Result result = session.run(Map.of("x", input));
        GraphClassifier classifier = classifier(new Nd4jRuntime())) {
      assertThat(session.getOutputInfo()).containsOnlyKeys("logits");
      float[][] logits = (float[][]) result.get("logits").orElseThrow().getValue();
      assertClose(Nd4j.createFromArray(logits), classifier.logits(x));
    }
    assertThatThrownBy(() -> OnnxExport.write(graph, folder.resolve("none/model.onnx")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("a file that can be written");
  }

  @Test
  void threadsAreOneOrMore() {
    assertThatThrownBy(() -> new OnnxRuntime(0)).hasMessage("threads: expected 1 or more, got 0.");
  }
}

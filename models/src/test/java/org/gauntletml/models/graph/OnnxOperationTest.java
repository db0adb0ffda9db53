package org.gauntletml.models.graph;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.gauntletml.models.graph.onnx.OnnxRuntime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every operation's value and gradient: ONNX Runtime in float, ND4J in double. */
class OnnxOperationTest {
  private static final OnnxRuntime FAST = new OnnxRuntime(2);
  private static final Nd4jRuntime EXACT = new Nd4jRuntime(DataType.DOUBLE);

  static Stream<OperationCase> cases() {
    return OperationCases.all().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithNd4j(OperationCase operation) {
    Graph graph = operation.graph();
    for (int batch : new int[] {1, 3}) {
      double[] x = operation.inputs(batch);
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) x[i];
      }
      double[] dy =
          new Random(batch)
              .doubles(Shape.product(graph.output("y").shape().at(batch)), -1, 1)
              .map(v -> (float) v)
              .toArray();
      Map<String, double[]> fast = run(graph, FAST, DataType.FLOAT, x, dy, batch);
      Map<String, double[]> exact = run(graph, EXACT, DataType.DOUBLE, x, dy, batch);
      exact.forEach((name, expected) -> compare(name, requireNonNull(fast.get(name)), expected));
    }
  }

  private static void compare(String name, double[] actual, double[] expected) {
    double size = 1e-30;
    for (double v : expected) {
      size = Math.max(size, Math.abs(v));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("%s[%s]", name, i).isCloseTo(expected[i], within(1e-5 * size));
    }
  }

  private static Map<String, double[]> run(
      Graph graph, GraphRuntime runtime, DataType type, double[] x, double[] dy, int batch) {
    Differentiation d = Differentiation.of(graph, runtime::lower);
    try (CompiledGraph forward = runtime.compile(d.forward());
        CompiledGraph backward = runtime.compile(d.backward())) {
      Map<String, INDArray> known = new LinkedHashMap<>();
      known.put("x", array(x, type, graph.inputs().get(0).shape().at(batch)));
      known.put("d/y", array(dy, type, graph.output("y").shape().at(batch)));
      known.putAll(forward.run(List.of(get(known, "x"))));
      List<INDArray> inputs = new ArrayList<>();
      d.backward().inputs().forEach(input -> inputs.add(get(known, input.name())));
      known.putAll(backward.run(inputs));
      return Map.of(
          "y", get(known, "y").data().asDouble(), "d/x", get(known, "d/x").data().asDouble());
    }
  }

  private static INDArray get(Map<String, INDArray> known, String name) {
    return requireNonNull(known.get(name));
  }

  private static INDArray array(double[] values, DataType type, long... shape) {
    INDArray array = Nd4j.createUninitializedDetached(type, 'c', shape);
    for (int i = 0; i < values.length; i++) {
      array.data().put(i, values[i]);
    }
    return array;
  }
}

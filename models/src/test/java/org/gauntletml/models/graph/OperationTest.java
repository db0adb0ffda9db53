package org.gauntletml.models.graph;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every operation: values against plain Java, gradients against central differences, in double. */
class OperationTest {
  private static final Nd4jRuntime DOUBLE = new Nd4jRuntime(DataType.DOUBLE);

  static Stream<OperationCase> cases() {
    return OperationCases.all().stream();
  }

  static Stream<OperationCase> casesWithOracle() {
    return cases().filter(c -> c.oracle() != null);
  }

  @ParameterizedTest
  @MethodSource("casesWithOracle")
  void valuesAgreeWithTheDefinition(OperationCase operation) {
    for (int batch : new int[] {1, 3}) {
      double[] x = operation.inputs(batch);
      long[] shape = Shape.batched(operation.dims()).at(batch);
      double[] expected = requireNonNull(operation.oracle()).apply(x, shape);
      for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
        double[] actual = forward(operation.graph(), new Nd4jRuntime(type), array(x, type, shape));
        double tolerance = type == DataType.DOUBLE ? 1e-12 : 2e-6;
        assertThat(difference(actual, expected))
            .as("%s, batch %s", type, batch)
            .isLessThan(tolerance);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAgreeWithCentralDifferences(OperationCase operation) {
    Graph graph = operation.graph();
    Differentiation d = Differentiation.of(graph);
    for (int batch : new int[] {1, 3}) {
      double[] x = operation.inputs(batch);
      long[] shape = Shape.batched(operation.dims()).at(batch);
      double[] dy =
          new Random(batch)
              .doubles(Shape.product(graph.output("y").shape().at(batch)), -1, 1)
              .toArray();
      double[] dx = pullback(d, x, shape, dy);
      double[] numeric = differences(graph, x, shape, dy);
      assertThat(difference(dx, numeric)).as("batch %s", batch).isLessThan(1e-6);
    }
  }

  /** Removing a case, or adding an operation without one, must not pass unnoticed. */
  @Test
  void everyOperationHasACase() {
    Set<Class<?>> seen = new HashSet<>();
    cases()
        .flatMap(c -> Differentiation.joint(c.graph()).nodes().stream())
        .forEach(node -> seen.add(node.op().getClass()));
    List<Class<?>> operations = new ArrayList<>();
    collect(Op.class, operations);
    assertThat(operations).hasSizeGreaterThan(45);
    assertThat(seen).containsAll(operations);
  }

  private static void collect(Class<?> type, List<Class<?>> into) {
    if (AcrossBatch.class.isAssignableFrom(type)) {
      return; // only derivatives by parameters have them: TrainableGraphTest
    }
    if (type.isRecord()) {
      into.add(type);
    } else if (type
        != Blocked.class) { // a choice of layout, checked with the rewrite that makes it
      Arrays.stream(type.getPermittedSubclasses()).forEach(sub -> collect(sub, into));
    }
  }

  private static double[] forward(Graph graph, GraphRuntime runtime, INDArray x) {
    try (CompiledGraph compiled = runtime.compile(graph)) {
      return requireNonNull(compiled.run(List.of(x)).get("y")).data().asDouble();
    }
  }

  private static double[] pullback(Differentiation d, double[] x, long[] shape, double[] dy) {
    try (CompiledGraph forward = DOUBLE.compile(d.forward());
        CompiledGraph backward = DOUBLE.compile(d.backward())) {
      INDArray input = array(x, DataType.DOUBLE, shape);
      Node y = d.forward().output("y");
      var saved = forward.run(List.of(input));
      List<INDArray> inputs = new ArrayList<>();
      for (Node node : d.backward().inputs()) {
        inputs.add(
            node.name().equals("x")
                ? input
                : node.name().equals("d/y")
                    ? array(dy, DataType.DOUBLE, y.shape().at(shape[0]))
                    : requireNonNull(saved.get(node.name())));
      }
      return requireNonNull(backward.run(inputs).get("d/x")).data().asDouble();
    }
  }

  private static double[] differences(Graph graph, double[] x, long[] shape, double[] dy) {
    double h = 1e-5;
    double[] numeric = new double[x.length];
    INDArray input = array(x, DataType.DOUBLE, shape);
    try (CompiledGraph compiled = DOUBLE.compile(graph);
        Execution execution = compiled.bind(List.of(input))) {
      for (int i = 0; i < x.length; i++) {
        input.data().put(i, x[i] + h);
        execution.run();
        double up = dot(execution.outputs().get(0), dy);
        input.data().put(i, x[i] - h);
        execution.run();
        numeric[i] = (up - dot(execution.outputs().get(0), dy)) / (2 * h);
        input.data().put(i, x[i]);
      }
    }
    return numeric;
  }

  private static double dot(INDArray y, double[] dy) {
    double[] values = y.data().asDouble();
    double sum = 0;
    for (int i = 0; i < dy.length; i++) {
      sum += values[i] * dy[i];
    }
    return sum;
  }

  private static INDArray array(double[] values, DataType type, long... shape) {
    return Nd4j.createFromArray(values).reshape('c', shape).castTo(type);
  }

  /** Largest difference, relative to the largest expected value. */
  private static double difference(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double scale = Math.max(1e-3, Arrays.stream(expected).map(Math::abs).max().orElse(0));
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      double off = Math.abs(actual[i] - expected[i]);
      worst = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(worst, off);
    }
    return worst / scale;
  }
}

package org.gauntletml.models.graph.nd4j;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.CompiledGraph;
import org.gauntletml.models.graph.Convolution.Conv;
import org.gauntletml.models.graph.Execution;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Pooling;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.Window;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class Nd4jRuntimeTest {
  private static final Nd4jRuntime RUNTIME = new Nd4jRuntime();

  /** {@code y = tanh(2 x + w), z = y y}. */
  private static Graph graph() {
    GraphBuilder b = new GraphBuilder();
    Node w = b.parameter("w", Tensor.of(new float[] {1, 2, 3}, 3));
    Node y = b.tanh(b.add(b.mul(b.input("x", 3), b.scalar(2)), w));
    return b.output("y", y).output("z", b.mul(y, y)).build();
  }

  private static INDArray row(float... values) {
    return Nd4j.createFromArray(values).reshape('c', 1, values.length);
  }

  private static float[] floats(@org.jspecify.annotations.Nullable INDArray array) {
    return requireNonNull(array).dup('c').data().asFloat();
  }

  @Test
  void anExecutionReadsItsInputsAnewInEveryRun() {
    INDArray x = row(0, 0, 0);
    try (CompiledGraph compiled = RUNTIME.compile(graph());
        Execution execution = compiled.bind(List.of(x))) {
      execution.run();
      INDArray y = execution.outputs().get(0);
      float[] before = floats(y);
      x.assign(1);
      execution.run();
      assertThat(execution.outputs().get(0)).isSameAs(y);
      assertThat(before[0]).isEqualTo((float) Math.tanh(1), offset(1e-6f));
      assertThat(floats(y)[2]).isEqualTo((float) Math.tanh(5), offset(1e-6f));
      float z = (float) (Math.tanh(5) * Math.tanh(5));
      assertThat(floats(execution.outputs().get(1))[2]).isEqualTo(z, offset(1e-6f));
    }
  }

  private static org.assertj.core.data.Offset<Float> offset(float offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void inputsOfAnotherKindAreRefused() {
    try (CompiledGraph compiled = RUNTIME.compile(graph())) {
      assertThatThrownBy(() -> compiled.bind(List.of()))
          .isInstanceOf(BadInput.class)
          .hasMessage("runtime nd4j: expected 1 inputs, got 0.");
      assertThatThrownBy(() -> compiled.bind(List.of(row(1, 2))))
          .hasMessage("input 'x' of runtime nd4j: expected shape [N,3] with N = 1, got [1, 2].");
      assertThatThrownBy(() -> compiled.bind(List.of(row(1, 2, 3).castTo(DataType.DOUBLE))))
          .hasMessage("input 'x' of runtime nd4j: expected an array of type FLOAT, got DOUBLE.");
      INDArray columns = Nd4j.createUninitialized(DataType.FLOAT, new long[] {2, 3}, 'f');
      assertThatThrownBy(() -> compiled.bind(List.of(columns)))
          .hasMessage(
              "input 'x' of runtime nd4j: expected a dense array in 'c' order, got strides [1,"
                  + " 2].");
    }
    assertThatThrownBy(() -> new Nd4jRuntime(DataType.BOOL))
        .hasMessage("runtime nd4j precision: expected FLOAT or DOUBLE, got BOOL.");
  }

  @Test
  void nothingRunsOnWhatIsClosed() {
    CompiledGraph compiled = RUNTIME.compile(graph());
    Execution closed = compiled.bind(List.of(row(1, 2, 3)));
    closed.close();
    closed.close();
    assertThatThrownBy(closed::run).isInstanceOf(IllegalStateException.class);
    Execution open = compiled.bind(List.of(row(1, 2, 3)));
    compiled.close();
    compiled.close();
    assertThatThrownBy(open::run).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> compiled.bind(List.of(row(1, 2, 3))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> compiled.refresh(Map.of())).isInstanceOf(IllegalStateException.class);
    open.close();
  }

  @Test
  void nothingIsAllocatedInTheCallersWorkspace() {
    INDArray x = row(1, 2, 3);
    try (CompiledGraph compiled = RUNTIME.compile(graph())) {
      float[] expected = floats(compiled.run(List.of(x)).get("z"));
      Execution execution;
      try (MemoryWorkspace own =
          Nd4j.getWorkspaceManager().getAndActivateWorkspace("Nd4jRuntimeTest")) {
        execution = compiled.bind(List.of(x));
        execution.run();
        assertThat(own.getId()).isEqualTo("Nd4jRuntimeTest");
        assertThat(execution.outputs()).noneMatch(INDArray::isAttached);
      }
      execution.run();
      assertThat(floats(execution.outputs().get(1))).containsExactly(expected);
      execution.close();
    }
  }

  @Test
  void anOutputMayBeAnInputOrAConstant() {
    GraphBuilder b = new GraphBuilder();
    Node x = b.input("x", 2);
    Node w = b.parameter("w", Tensor.of(new float[] {4, 5}, 2));
    Graph graph =
        b.output("same", x)
            .output("seen", b.reshape(x, org.gauntletml.models.graph.Shape.batched(2, 1)))
            .output("w", w)
            .output("twice", b.add(w, w))
            .build();
    try (CompiledGraph compiled = RUNTIME.compile(graph)) {
      Map<String, INDArray> results = compiled.run(List.of(row(6, 7)));
      assertThat(floats(results.get("same"))).containsExactly(6, 7);
      assertThat(requireNonNull(results.get("seen")).shape()).containsExactly(1, 2, 1);
      assertThat(floats(results.get("w"))).containsExactly(4, 5);
      assertThat(floats(results.get("twice"))).containsExactly(8, 10);
    }
  }

  /** PyTorch's rule for equal maxima; with overlapping windows as well. */
  @Test
  void theFirstOfEqualMaximaGetsTheGradient() {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      GraphBuilder b = new GraphBuilder();
      Node x = b.input("x", 1, 3, 3);
      Node dy = b.input("dy", 1, 2, 2);
      Window window = Window.of(2, 2);
      Node y = b.add(new Pooling.MaxPool(window), x);
      Graph graph = b.output("dx", b.add(new Pooling.MaxPoolGrad(window), x, y, dy)).build();
      try (CompiledGraph compiled = new Nd4jRuntime(type).compile(graph)) {
        INDArray flat = Nd4j.zeros(type, 1, 1, 3, 3);
        INDArray dx = compiled.run(List.of(flat, Nd4j.ones(type, 1, 1, 2, 2))).get("dx");
        assertThat(floats(dx)).containsExactly(1, 1, 0, 1, 1, 0, 0, 0, 0);
      }
    }
  }

  @Test
  void aThirdSpatialAxisIsRefusedByName() {
    GraphBuilder b = new GraphBuilder();
    Node x = b.input("x", 1, 4, 4, 4);
    Node w = b.parameter("w", Tensor.of(new float[8], 1, 1, 2, 2, 2));
    Graph graph = b.output("y", b.at("conv3d").add(new Conv(Window.of(2, 2, 2), 1), x, w)).build();
    assertThatThrownBy(() -> RUNTIME.compile(graph))
        .isInstanceOf(BadInput.class)
        .hasMessage("node 'conv3d' on runtime nd4j: expected one or two spatial axes, got 3.");
  }
}

package org.gauntletml.models.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.graph.onnx.OnnxRuntime;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class DifferentiationTest {
  private static Tensor zeros(int... dims) {
    long[] shape = java.util.Arrays.stream(dims).asLongStream().toArray();
    return Tensor.of(new float[(int) Shape.product(shape)], shape);
  }

  private static Graph lenet() {
    GraphBuilder b = new GraphBuilder();
    Node x = b.input("x", 1, 28, 28);
    Node w1 = b.parameter("conv1.W", zeros(32, 1, 5, 5));
    Node b1 = b.parameter("conv1.b", zeros(32));
    Window five = Window.of(5, 5);
    Node y = b.at("conv1").add(new Convolution.Conv(five.same(x.shape(), true), 1), x, w1, b1);
    y = b.at("relu1").relu(y);
    y = b.at("pool1").add(new Pooling.MaxPool(Window.of(2, 2).strides(2, 2)), y);
    y = b.at("flatten").flatten(y);
    Node w2 = b.parameter("fc.W", zeros(6272, 10));
    Node b2 = b.parameter("fc.b", zeros(10));
    return b.output("logits", b.at("fc").gemm(y, w2, b2)).build();
  }

  @Test
  void cutsForwardAndBackwardAtTheSavedActivations() {
    Differentiation d = Differentiation.of(lenet());
    assertThat(d.forward().outputs().keySet())
        .containsExactlyInAnyOrder("logits", "relu1", "pool1");
    assertThat(d.backward().outputs()).containsOnlyKeys("d/x");
  }

  @Test
  void anInnerNodeMayBearTheNameOfTheOutput() {
    GraphBuilder b = new GraphBuilder();
    Node x = b.input("x", 3);
    Node inner = b.at("logits").tanh(x);
    Node w = b.parameter("w", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
    Node bias = b.parameter("bias", zeros(2));
    Graph graph = b.output("logits", b.at("fc").gemm(inner, w, bias)).build();
    try (GraphClassifier classifier =
            new GraphClassifier(graph, InputSpec.unit(3), new OnnxRuntime(1));
        Linearization forward = classifier.linearize(Nd4j.zeros(DataType.FLOAT, 1, 3))) {
      assertThat(forward.logits().toFloatVector()).containsExactly(0, 0);
      assertThat(forward.pullback(Nd4j.createFromArray(new float[][] {{1, 0}})).toFloatVector())
          .containsExactly(1, 3, 5);
    }
  }
}

package org.gauntletml.models.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}

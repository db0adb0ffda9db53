package org.gauntletml.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;

class GraphTest {
  private final GraphBuilder b = new GraphBuilder();
  private final Node x = b.input("x", 2, 5);

  @Test
  void printsOneReadableLinePerNode() {
    Node w = b.parameter("fc.W", Tensor.of(new float[30], 10, 3));
    Node y = b.at("flatten").flatten(x);
    y = b.at("fc").matMul(y, w);
    y = b.at("scale").mul(y, b.scalar(0.5));
    assertThat(b.output("logits", y).build().toString())
        .isEqualTo(
            """
              x = input : real[N,2,5]
              flatten = Reshape(x; [[-1, 10]]) : real[N,10]
              fc.W = parameter real[10,3] : real[10,3]
              fc = MatMul(flatten, fc.W) : real[N,3]
              scale/constant = constant 0.5 : real[]
              scale = Mul(fc, scale/constant) : real[N,3]
              return logits = scale
            """);
  }

  @Test
  void theSameOperationOnTheSameValuesIsOneNode() {
    assertThat(b.mul(b.tanh(x), b.scalar(2))).isSameAs(b.mul(b.tanh(x), b.scalar(2)));
    assertThat(b.add(new Unary.Elu(1), x)).isNotSameAs(b.add(new Unary.Elu(0.5), x));
  }

  @Test
  void aRefusalNamesTheNodeAndWhatItGot() {
    assertThatThrownBy(() -> b.at("fc1").matMul(x, b.constant(Tensor.of(new float[12], 4, 3))))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "node 'fc1' = MatMul(...): expected matrices that agree in the inner dimension, got"
                + " [real[N,2,5], real[4,3]].");
    assertThatThrownBy(() -> b.at("add").add(x, b.greater(x, x)))
        .hasMessageContaining("node 'add/Add' = Add(...): expected inputs that are reals");
    assertThatThrownBy(() -> b.at("pool").add(new Pooling.MaxPool(Window.of(2, 2)), x))
        .hasMessageContaining("expected an input of rank 4, got [real[N,2,5]]");
  }

  @Test
  void theBatchIsLeftAlone() {
    assertThatThrownBy(() -> b.sum(x, 0)).hasMessageContaining("not to be the batch");
    assertThatThrownBy(() -> b.slice(x, 0, 0, 1)).hasMessageContaining("not to be the batch");
    assertThatThrownBy(() -> b.concat(0, List.of(x, x))).hasMessageContaining("the batch");
    assertThatThrownBy(() -> b.reshape(x, Shape.batched(3, 3)))
        .hasMessageContaining("expected as many values as [N,3,3] holds");
  }

  @Test
  void danglingInputsAndTakenNamesAreRefused() {
    Node stranger = new GraphBuilder().input("z", 2, 5);
    assertThatThrownBy(() -> b.output("y", b.add(x, stranger)).build())
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "graph: expected only declared inputs, got the dangling input z = input :"
                + " real[N,2,5].");
    assertThatThrownBy(() -> b.parameter("x", Tensor.scalar(1)))
        .hasMessage("parameter 'x': expected a name that is not taken, got x.");
    assertThatThrownBy(() -> b.output("y", x)).hasMessageContaining("graph output 'y'");
    assertThatThrownBy(() -> Graph.of(List.of(x), Map.of()))
        .hasMessageContaining("at least one output");
  }

  @Test
  void deepGraphsNeedNoDeepStack() {
    Node y = x;
    for (int i = 0; i < 20_000; i++) {
      y = b.add(y, b.scalar(i));
    }
    Graph graph = b.output("y", y).build();
    assertThat(graph.nodes()).hasSize(40_001);
    assertThat(Differentiation.of(graph).backward().nodes()).hasSize(1);
  }

  @Test
  void attributesAreChecked() {
    assertThatThrownBy(() -> new Unary.Elu(Double.NaN)).hasMessageContaining("Elu alpha");
    assertThatThrownBy(() -> new Unary.Clip(1, 0)).hasMessageContaining("min <= max");
    assertThatThrownBy(() -> Window.of(3, 0)).hasMessageContaining("window kernel");
    assertThatThrownBy(() -> Window.of(3, 3).strides(1, 0)).hasMessageContaining("window strides");
    assertThatThrownBy(() -> Window.of(3, 3).pads(1, 1)).hasMessageContaining("padding before");
    assertThatThrownBy(() -> new Convolution.Conv(Window.of(3), 0))
        .hasMessageContaining("convolution group");
    assertThatThrownBy(() -> new Convolution.ConvTranspose(Window.of(3, 3), List.of(1, 0), 1))
        .hasMessageContaining("output_padding");
  }

  @Test
  void samePaddingAndCeilingFollowOnnx() {
    Shape image = Shape.batched(3, 7, 8);
    Window same = Window.of(3, 4).strides(2, 2).same(image, true);
    assertThat(same.begin()).containsExactly(1, 1);
    assertThat(same.end()).containsExactly(1, 1);
    Window uneven = Window.of(2, 3).strides(1, 2).same(image, true);
    assertThat(uneven.begin()).containsExactly(0, 0);
    assertThat(uneven.end()).containsExactly(1, 1);
    Window lower = Window.of(2, 3).strides(1, 2).same(image, false);
    assertThat(lower.begin()).containsExactly(1, 1);
    Window ceiling = Window.of(2, 3).strides(2, 2).ceiling(image);
    assertThat(ceiling.outputs(0, 7)).isEqualTo(4);
    assertThat(ceiling.outputs(1, 8)).isEqualTo(4);
    // a last window that would start in the padding does not count
    Window none = Window.of(1, 1).strides(2, 2).pads(0, 0, 1, 1).ceiling(Shape.batched(3, 6, 6));
    assertThat(none.outputs(0, 6)).isEqualTo(3);
  }

  @Test
  void shapesCountInBatches() {
    Shape shape = Shape.of(-3, 1, 8);
    assertThat(shape).hasToString("[3N,1,8]");
    assertThat(shape.at(5)).containsExactly(15, 1, 8);
    assertThat(shape.size()).isEqualTo(-24);
    assertThat(shape.batchAxis()).isZero();
    assertThatThrownBy(() -> Shape.of(-1, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> shape.dim(3)).hasMessageContaining("axis 3");
  }
}

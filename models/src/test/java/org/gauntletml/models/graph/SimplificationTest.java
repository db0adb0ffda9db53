package org.gauntletml.models.graph;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SimplificationTest {
  private static final Nd4jRuntime DOUBLE = new Nd4jRuntime(DataType.DOUBLE);
  private final GraphBuilder b = new GraphBuilder();
  private final Node x = b.input("x", 2, 4, 4);

  private Node parameter(String name, long... shape) {
    return b.parameter(name, Networks.normal(new Random(name.hashCode()), 1, shape));
  }

  private Node batchNorm(Node y) {
    Node variance = b.parameter("var", Tensor.of(new float[] {0.3f, 1.2f, 2}, 3));
    return Normalizations.batchNorm(
        b, y, parameter("scale", 3), parameter("bias", 3), parameter("mean", 3), variance, 1e-3);
  }

  private static long count(Graph graph, Class<? extends Op> type) {
    return graph.nodes().stream().filter(n -> type.isInstance(n.op()) && !n.isConstant()).count();
  }

  private static double[] run(Graph graph, CompiledGraph compiled) {
    double[] values =
        new Random(5)
            .doubles(2 * Shape.product(graph.inputs().get(0).shape().with(0, 1).dims()))
            .toArray();
    INDArray x = Nd4j.createFromArray(values).reshape('c', graph.inputs().get(0).shape().at(2));
    return requireNonNull(compiled.run(List.of(x)).get("y")).data().asDouble();
  }

  /** The simplified graph computes the same, also after a refresh. */
  private static Graph simplified(Graph graph) {
    Graph simple = Simplification.of(graph);
    try (CompiledGraph before = DOUBLE.compile(graph);
        CompiledGraph after = DOUBLE.compile(simple)) {
      assertThat(run(simple, after)).containsExactly(run(graph, before), within(1e-12));
      Map<String, Tensor> renewed = new HashMap<>();
      graph
          .parameters()
          .forEach((name, p) -> renewed.put(name, shifted(((Leaf.Constant) p.op()).value())));
      before.refresh(renewed);
      after.refresh(renewed);
      assertThat(run(simple, after)).containsExactly(run(graph, before), within(1e-12));
    }
    return simple;
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  private static Tensor shifted(Tensor value) {
    float[] values = value.floats().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] * 0.5f + 0.25f;
    }
    return Tensor.of(values, value.shape().dims());
  }

  private Graph build(Node y) {
    return b.output("y", y).build();
  }

  @Test
  void batchNormDisappearsIntoAConvolution() {
    Node conv = b.add(new Convolution.Conv(Window.of(3, 3), 1), x, parameter("w", 3, 2, 3, 3));
    Graph simple = simplified(build(batchNorm(conv)));
    assertThat(simple.nodes().stream().filter(n -> !n.isConstant())).hasSize(2);
  }

  @Test
  void batchNormDisappearsIntoATransposedConvolution() {
    Node conv =
        b.add(
            new Convolution.ConvTranspose(Window.of(2, 2).strides(2, 2), List.of(0, 0), 1),
            x,
            parameter("w", 2, 3, 2, 2),
            parameter("b", 3));
    Graph simple = simplified(build(batchNorm(conv)));
    assertThat(simple.nodes().stream().filter(n -> !n.isConstant())).hasSize(2);
  }

  @Test
  void batchNormDisappearsIntoADenseLayer() {
    for (boolean transposed : new boolean[] {false, true}) {
      SimplificationTest fresh = new SimplificationTest();
      Node w = transposed ? fresh.parameter("w", 3, 32) : fresh.parameter("w", 32, 3);
      Node dense = fresh.b.add(new Linear.Gemm(transposed), fresh.b.flatten(fresh.x), w);
      Graph simple = simplified(fresh.build(fresh.batchNorm(dense)));
      assertThat(simple.nodes().stream().filter(n -> !n.isConstant())).hasSize(3);
    }
  }

  @Test
  void batchNormBehindARectifierBecomesOneFactorAndOneSummand() {
    Node conv = b.add(new Convolution.Conv(Window.of(3, 3), 1), x, parameter("w", 3, 2, 3, 3));
    Graph simple = simplified(build(batchNorm(b.relu(conv))));
    assertThat(count(simple, Binary.class)).isEqualTo(2);
  }

  @Test
  void aConvolutionThatIsUsedTwiceStaysAsItIs() {
    Node conv = b.add(new Convolution.Conv(Window.of(3, 3), 1), x, parameter("w", 3, 2, 3, 3));
    Graph simple = simplified(build(b.add(batchNorm(conv), conv)));
    assertThat(count(simple, Convolution.class)).isEqualTo(1);
    assertThat(count(simple, Binary.class)).isEqualTo(3);
  }

  @Test
  void aFactorThatIsNotPerChannelStays() {
    Node conv = b.add(new Convolution.Conv(Window.of(3, 3), 1), x, parameter("w", 3, 2, 3, 3));
    Graph simple = simplified(build(b.mul(conv, parameter("c", 2))));
    assertThat(count(simple, Binary.class)).isEqualTo(1);
  }

  @Test
  void standardisationOfTheInputIsOneFactorAndOneSummand() {
    Node mean = b.constant(Tensor.of(new float[] {0.4f, 0.5f}, 2, 1, 1));
    Node deviation = b.constant(Tensor.of(new float[] {0.2f, 0.3f}, 2, 1, 1));
    Node y = b.mul(b.div(b.sub(x, mean), deviation), b.scalar(3));
    assertThat(count(simplified(build(y)), Binary.class)).isEqualTo(2);
  }

  @Test
  void matMulAndSummandBecomeGemm() {
    Node y = b.add(b.matMul(b.flatten(x), parameter("w", 32, 3)), parameter("b", 3));
    Graph simple = simplified(build(y));
    assertThat(count(simple, Linear.Gemm.class)).isEqualTo(1);
    assertThat(count(simple, Binary.class)).isZero();
  }

  @Test
  void gradientOfASplitIsOneConcatenation() {
    Node first = b.tanh(b.slice(x, 2, 0, 1));
    Node second = b.sigmoid(b.slice(x, 2, 1, 2));
    Node third = b.exp(b.slice(x, 2, 3, 1));
    Graph backward =
        Differentiation.of(build(b.concat(2, List.of(third, first, second)))).backward();
    assertThat(count(backward, Layout.Pad.class)).isZero();
    assertThat(count(backward, Layout.Concat.class)).isEqualTo(2);
  }
}

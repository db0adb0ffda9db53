package org.gauntletml.models.graph.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.Differentiation;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphClassifier;
import org.gauntletml.models.graph.GraphLinearization;
import org.gauntletml.models.graph.GraphRuntime;
import org.gauntletml.models.graph.Leaf;
import org.gauntletml.models.graph.Linear;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Normalizations;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.Window;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A convolution on wide images, and a product whose matrix is larger than the cache. */
class SectionsTest {
  private static final InputSpec INPUT = InputSpec.unit(1, 28, 28);
  private static final int BATCH = 21;
  private static final OnnxRuntime RUNTIME = new OnnxRuntime(2);

  private static Graph network(double scale) {
    LoweredGraphTest.Net n = new LoweredGraphTest.Net();
    Node x = n.b.input("x", 1, 28, 28);
    Node pooled = n.maxPool(n.relu(n.conv(x, 16, 5, 1)), Window.of(2, 2).strides(2, 2));
    Node flat = n.b.reshape(pooled, Shape.batched(3136));
    Node hidden = n.relu(n.b.gemm(flat, n.weights(scale, 3136, 128), n.weights(.1, 128)));
    return n.b
        .output("logits", n.b.gemm(hidden, n.weights(.1, 128, 10), n.weights(.1, 10)))
        .build();
  }

  private static boolean multipliesByLargeMatrix(Graph graph) {
    return graph.nodes().stream()
        .anyMatch(n -> n.op() instanceof Linear && Pieces.weights(n) >= Pieces.LARGE_WEIGHTS);
  }

  private static boolean hasImages(Graph graph) {
    return graph.nodes().stream().anyMatch(Pieces::isWide);
  }

  @Test
  void imagesAndLargeProductsDoNotShareASection() {
    Differentiation d = Differentiation.of(network(.02), RUNTIME::lower);
    for (Graph half : List.of(d.forward(), d.backward())) {
      List<Graph> sections = Sections.of(half);
      assertThat(sections).hasSize(2);
      assertThat(sections).noneMatch(s -> hasImages(s) && multipliesByLargeMatrix(s));
      assertThat(sections).anyMatch(SectionsTest::hasImages);
      assertThat(sections).anyMatch(SectionsTest::multipliesByLargeMatrix);
    }
    assertThat(hasImages(Sections.of(d.forward()).get(0))).isTrue();
    assertThat(multipliesByLargeMatrix(Sections.of(d.backward()).get(0))).isTrue();
  }

  @Test
  void aGraphOfOneKindStaysWhole() {
    LoweredGraphTest.Net n = new LoweredGraphTest.Net();
    Node x = n.b.input("x", 600);
    Graph graph = n.b.output("y", n.b.matMul(x, n.weights(1, 600, 600))).build();
    assertThat(Sections.of(graph)).containsExactly(graph);
  }

  /** Each sum over the examples ends a section, so that every section runs on pieces of a batch. */
  @Test
  void normalisingOverTheBatchLeavesItDivisible() {
    LoweredGraphTest.Net n = new LoweredGraphTest.Net();
    Node y = n.conv(n.b.input("x", 1, 28, 28), 16, 5, 1);
    Node mean = Normalizations.batchMean(n.b, y);
    Node centred = n.b.sub(y, mean);
    Node variance = Normalizations.batchMean(n.b, n.b.mul(centred, centred));
    Node normal = n.b.div(centred, n.b.sqrt(n.b.add(variance, n.b.scalar(1e-3))));
    Node logits = n.b.matMul(n.b.flatten(n.relu(normal)), n.weights(.02, 12544, 10));
    Graph graph = n.b.output("logits", logits).output("mean", mean).build();
    List<Node> by = new ArrayList<>(graph.inputs());
    by.addAll(graph.parameters().values());
    Differentiation d = Differentiation.of(graph, by, RUNTIME::lower);
    for (Graph half : List.of(d.forward(), d.backward())) {
      assertThat(Pieces.of(half).areWhole()).isTrue();
      assertThat(Sections.of(half)).hasSizeGreaterThan(1);
      assertThat(Sections.of(half)).noneMatch(section -> Pieces.of(section).areWhole());
    }
  }

  @Test
  void theSectionsComputeWhatTheWholeDoes() {
    Random random = new Random(4);
    INDArray x = random(random, BATCH, 1, 28, 28);
    INDArray dy = random(random, BATCH, 10);
    Graph other = network(.01);
    try (GraphClassifier sections = new GraphClassifier(network(.02), INPUT, RUNTIME)) {
      assertAgrees(sections, network(.02), x, dy);
      sections.refresh(parameters(other));
      assertAgrees(sections, other, x, dy);
      assertThatThrownBy(() -> sections.refresh(Map.of("nix", Tensor.scalar(1))))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("'nix'");
    }
  }

  private static void assertAgrees(GraphClassifier sections, Graph graph, INDArray x, INDArray dy) {
    GraphRuntime reference = new Nd4jRuntime();
    try (GraphClassifier whole = new GraphClassifier(graph, INPUT, reference);
        GraphLinearization a = sections.linearize(x);
        GraphLinearization b = whole.linearize(x)) {
      assertClose(a.logits(), b.logits());
      assertClose(a.pullback(dy), b.pullback(dy));
      assertClose(a.pullbackAll(3, 8), b.pullbackAll(3, 8));
    }
  }

  private static Map<String, Tensor> parameters(Graph graph) {
    Map<String, Tensor> parameters = new HashMap<>();
    graph
        .parameters()
        .forEach((name, node) -> parameters.put(name, ((Leaf.Constant) node.op()).value()));
    return parameters;
  }

  private static INDArray random(Random random, long... shape) {
    float[] values = new float[(int) Shape.product(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return Nd4j.createFromArray(values).reshape('c', shape).dup('c');
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double largest = expected.amaxNumber().doubleValue();
    assertThat(actual.sub(expected).amaxNumber().doubleValue())
        .isCloseTo(0, within(1e-5 * largest));
  }
}

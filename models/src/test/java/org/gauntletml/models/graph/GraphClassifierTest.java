package org.gauntletml.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class GraphClassifierTest {
  private static final InputSpec INPUT = InputSpec.unit(1, 12, 12);
  private final GraphClassifier classifier = classifier(1);

  private static GraphClassifier classifier(long seed) {
    return new GraphClassifier(Networks.convolutional(seed), INPUT, new Nd4jRuntime());
  }

  @AfterEach
  void free() {
    classifier.close();
  }

  private static float[] floats(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  private static INDArray gradient(GraphClassifier classifier, INDArray x, INDArray dLogits) {
    try (Linearization forward = classifier.linearize(x)) {
      return forward.pullback(dLogits);
    }
  }

  @Test
  void logitsAreThoseOfTheGraphInDouble() {
    INDArray x = Networks.images(3, 4);
    try (CompiledGraph graph = new Nd4jRuntime(DataType.DOUBLE).compile(classifier.graph())) {
      INDArray exact = graph.run(List.of(x.castTo(DataType.DOUBLE))).values().iterator().next();
      INDArray logits = classifier.logits(x);
      assertThat(logits.dataType()).isEqualTo(DataType.FLOAT);
      assertThat(logits.shape()).containsExactly(4, 5);
      assertThat(exact.distance2(logits.castTo(DataType.DOUBLE))).isLessThan(1e-5);
    }
  }

  @Test
  void pullbackIsTheDirectionalDerivative() {
    INDArray x = Networks.images(4, 2);
    INDArray dLogits = Networks.cotangent(5, 2);
    INDArray direction = Networks.images(6, 2).castTo(DataType.DOUBLE).subi(0.5);
    double slope =
        gradient(classifier, x, dLogits)
            .castTo(DataType.DOUBLE)
            .muli(direction)
            .sumNumber()
            .doubleValue();
    try (CompiledGraph graph = new Nd4jRuntime(DataType.DOUBLE).compile(classifier.graph())) {
      double h = 1e-6;
      double[] values = new double[2];
      for (int i = 0; i < 2; i++) {
        INDArray moved = x.castTo(DataType.DOUBLE).addi(direction.mul(i == 0 ? h : -h));
        INDArray logits = graph.run(List.of(moved)).values().iterator().next();
        values[i] = logits.mul(dLogits.castTo(DataType.DOUBLE)).sumNumber().doubleValue();
      }
      assertThat(slope).isCloseTo((values[0] - values[1]) / (2 * h), within(1e-5));
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void oneForwardServesManyPullbacks() {
    INDArray x = Networks.images(7, 3);
    try (Linearization forward = classifier.linearize(x)) {
      INDArray first = forward.pullback(Networks.cotangent(8, 3));
      INDArray other = forward.pullback(Networks.cotangent(9, 3));
      INDArray again = forward.pullback(Networks.cotangent(8, 3));
      assertThat(floats(again)).containsExactly(floats(first));
      assertThat(floats(other)).isNotEqualTo(floats(first));
      assertThat(floats(forward.logits())).containsExactly(floats(classifier.logits(x)));
    }
  }

  @Test
  void pullbackAllGivesRowsOfTheJacobian() {
    INDArray x = Networks.images(10, 3);
    int[] classes = {4, 0, 2};
    try (GraphLinearization forward = classifier.linearize(x)) {
      INDArray rows = forward.pullbackAll(classes);
      assertThat(rows.shape()).containsExactly(3, 3, 1, 12, 12);
      for (int k = 0; k < classes.length; k++) {
        INDArray unit = Nd4j.zeros(DataType.FLOAT, 3, 5);
        unit.get(NDArrayIndex.all(), NDArrayIndex.interval(classes[k], classes[k] + 1)).assign(1);
        float[] row = floats(rows.get(NDArrayIndex.point(k)));
        assertThat(row).containsExactly(floats(forward.pullback(unit)), floatWithin(1e-6f));
      }
    }
  }

  private static org.assertj.core.data.Offset<Float> floatWithin(float offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void manyClassesAreSplitIntoRunsOfBoundedSize() {
    INDArray x = Networks.images(11, 200);
    int[] classes = {0, 1, 2, 3, 4};
    try (GraphLinearization forward = classifier.linearize(x)) {
      INDArray rows = forward.pullbackAll(classes);
      INDArray unit = Nd4j.zeros(DataType.FLOAT, 200, 5);
      unit.get(NDArrayIndex.all(), NDArrayIndex.interval(4, 5)).assign(1);
      assertThat(floats(rows.get(NDArrayIndex.point(4))))
          .containsExactly(floats(forward.pullback(unit)), floatWithin(1e-6f));
    }
  }

  @Test
  void anyBatchSizeMayFollowAnyOther() {
    INDArray x = Networks.images(12, 9);
    float[] whole = floats(classifier.logits(x));
    for (int batch : new int[] {5, 1, 9, 4, 2, 7, 3, 8, 6, 5}) {
      INDArray part = x.get(NDArrayIndex.interval(0, batch));
      float[] logits = floats(classifier.logits(part));
      assertThat(logits)
          .containsExactly(java.util.Arrays.copyOf(whole, batch * 5), floatWithin(1e-5f));
      assertThat(gradient(classifier, part, Networks.cotangent(1, batch)).size(0)).isEqualTo(batch);
    }
  }

  @Test
  void argumentsStayAsTheyWereAndResultsAreFresh() {
    INDArray x = Networks.images(13, 2);
    float[] before = floats(x);
    INDArray first = classifier.logits(x);
    float[] kept = floats(first);
    classifier.logits(Networks.images(14, 2));
    assertThat(floats(first)).containsExactly(kept);
    assertThat(floats(x)).containsExactly(before);
    assertThat(first.isAttached()).isFalse();
    assertThat(first.ordering()).isEqualTo('c');
  }

  @Test
  void viewsAndOtherOrdersAreTakenForWhatTheyAre() {
    INDArray x = Networks.images(15, 6);
    float[] expected = floats(classifier.logits(x));
    assertThat(floats(classifier.logits(x.dup('f')))).containsExactly(expected);
    INDArray wide = Nd4j.concat(0, Networks.images(16, 2), x);
    assertThat(floats(classifier.logits(wide.get(NDArrayIndex.interval(2, 8)))))
        .containsExactly(expected);
  }

  @Test
  void severalThreadsGetWhatOneThreadGets() throws Exception {
    List<INDArray> inputs = new ArrayList<>();
    List<float[]> expected = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      int batch = 1 + i % 3;
      inputs.add(Networks.images(100 + i, batch));
      expected.add(floats(gradient(classifier, inputs.get(i), Networks.cotangent(i, batch))));
    }
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 10; round++) {
        List<Future<float[]>> results = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
          int at = i;
          INDArray x = inputs.get(i);
          results.add(
              pool.submit(
                  () -> floats(gradient(classifier, x, Networks.cotangent(at, (int) x.size(0))))));
        }
        for (int i = 0; i < results.size(); i++) {
          assertThat(results.get(i).get()).containsExactly(expected.get(i));
        }
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void refreshEqualsANewClassifier() {
    INDArray x = Networks.images(17, 2);
    INDArray dLogits = Networks.cotangent(18, 2);
    Map<String, Tensor> other = new HashMap<>();
    Networks.convolutional(2)
        .parameters()
        .forEach((name, node) -> other.put(name, ((Leaf.Constant) node.op()).value()));
    try (GraphClassifier expected = classifier(2)) {
      classifier.logits(x);
      classifier.refresh(other);
      assertThat(floats(classifier.logits(x))).containsExactly(floats(expected.logits(x)));
      assertThat(floats(gradient(classifier, x, dLogits)))
          .containsExactly(floats(gradient(expected, x, dLogits)));
    }
  }

  @Test
  void refreshRefusesWhatIsNotAParameter() {
    assertThatThrownBy(() -> classifier.refresh(Map.of("conv9.W", Tensor.scalar(1))))
        .isInstanceOf(BadInput.class)
        .hasMessage("refresh: expected parameters of the graph, got 'conv9.W'.");
    assertThatThrownBy(() -> classifier.refresh(Map.of("conv1.b", Tensor.of(new float[3], 3))))
        .isInstanceOf(BadInput.class)
        .hasMessage("refresh of 'conv1.b': expected real[4], got real[3].");
  }

  @Test
  void badCotangentsAreRefused() {
    try (Linearization forward = classifier.linearize(Networks.images(19, 2))) {
      assertThatThrownBy(() -> forward.pullback(Nd4j.zeros(DataType.FLOAT, 2, 4)))
          .hasMessage("pullback: expected a cotangent of the logits' shape [2, 5], got [2, 4].");
      assertThatThrownBy(() -> forward.pullback(Nd4j.zeros(DataType.DOUBLE, 2, 5)))
          .hasMessage("pullback: expected a cotangent of type FLOAT, got DOUBLE.");
      INDArray nan = Nd4j.zeros(DataType.FLOAT, 2, 5);
      nan.putScalar(1, 3, Float.NaN);
      assertThatThrownBy(() -> forward.pullback(nan))
          .hasMessage("pullback, example 1, class 3: expected a finite cotangent, got NaN.");
      assertThatThrownBy(() -> forward.pullbackAll(5))
          .hasMessage("pullbackAll: expected classes from 0 to 4, got 5.");
    }
  }

  @Test
  void badInputsAreRefused() {
    assertThatThrownBy(() -> classifier.logits(Nd4j.zeros(DataType.FLOAT, 2, 1, 12, 11)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("expected inputs of shape [N,1,12,12]");
    assertThatThrownBy(() -> classifier.linearize(Nd4j.zeros(DataType.DOUBLE, 2, 1, 12, 12)))
        .isInstanceOf(BadInput.class);
    INDArray x = Networks.images(1, 1);
    x.putScalar(5, Float.NaN);
    assertThatThrownBy(() -> classifier.linearize(x))
        .hasMessageContaining("linearize, example 0, feature 5");
  }

  @Test
  void nothingWorksOnWhatIsClosed() {
    INDArray x = Networks.images(20, 1);
    INDArray dLogits = Networks.cotangent(20, 1);
    Linearization closed = classifier.linearize(x);
    closed.close();
    closed.close();
    assertThatThrownBy(() -> closed.pullback(dLogits))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("linearization: it is closed");
    assertThatThrownBy(closed::logits).isInstanceOf(IllegalStateException.class);
    Linearization open = classifier.linearize(x);
    classifier.close();
    classifier.close();
    assertThatThrownBy(() -> open.pullback(dLogits))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("classifier: it is closed");
    open.close();
    assertThatThrownBy(() -> classifier.logits(x)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> classifier.refresh(Map.of()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aGraphThatIsNoClassifierIsRefused() {
    GraphBuilder b = new GraphBuilder();
    Graph graph = b.output("y", b.relu(b.input("x", 3))).build();
    assertThatThrownBy(() -> new GraphClassifier(graph, InputSpec.unit(4), new Nd4jRuntime()))
        .hasMessage("classifier graph: expected an input real[N,4], got real[N,3].");
    GraphBuilder c = new GraphBuilder();
    Graph image = c.output("y", c.relu(c.input("x", 3, 2, 2))).build();
    assertThatThrownBy(() -> new GraphClassifier(image, InputSpec.unit(3, 2, 2), new Nd4jRuntime()))
        .hasMessage(
            "classifier graph: expected logits real[N,classes], 2 classes or more, got"
                + " real[N,3,2,2].");
  }
}

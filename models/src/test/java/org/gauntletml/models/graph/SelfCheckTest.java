package org.gauntletml.models.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.SelfCheck;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class SelfCheckTest {
  private static final Nd4jRuntime DOUBLE = new Nd4jRuntime(DataType.DOUBLE);
  private static final InputSpec INPUT = InputSpec.unit(1, 12, 12);

  private static GraphClassifier classifier(long seed, GraphRuntime runtime) {
    return new GraphClassifier(Networks.convolutional(seed), INPUT, runtime);
  }

  @Test
  void aTrueTranslationPasses() {
    try (GraphClassifier model = classifier(1, new Nd4jRuntime());
        GraphClassifier original = classifier(1, new Nd4jRuntime())) {
      SelfCheck check = model.check(original::logits, DOUBLE, 7);
      assertThat(check.passed()).as(check.toString()).isTrue();
      assertThat(check.directions()).isEqualTo(8);
      assertThat(check.gradientError()).isPositive();
      assertThat(check.took()).isLessThan(Duration.ofSeconds(2));
      assertThat(check.toString()).contains("(limit 1e-04)").contains("in 8 directions");
    }
  }

  @Test
  void otherAnswersAreFound() {
    try (GraphClassifier model = classifier(1, new Nd4jRuntime())) {
      SelfCheck check = model.check(x -> model.logits(x).addi(0.01), DOUBLE, 7);
      assertThat(check.forwardOk()).isFalse();
      assertThat(check.gradientOk()).isTrue();
      SelfCheck nan = model.check(x -> model.logits(x).muli(Float.NaN), DOUBLE, 7);
      assertThat(nan.forwardOk()).isFalse();
    }
  }

  @Test
  void aGradientThatIsOffByOnePercentIsFound() {
    Nd4jRuntime plain = new Nd4jRuntime();
    GraphRuntime off =
        new GraphRuntime() {
          @Override
          public String name() {
            return "off";
          }

          @Override
          public Graph lower(Graph graph) {
            return graph.rewrite(
                (b, node, inputs) ->
                    node == graph.outputs().get("d/x")
                        ? b.mul(b.add(node.op(), inputs), b.scalar(1.01))
                        : b.add(node.op(), inputs));
          }

          @Override
          public CompiledGraph compile(Graph graph) {
            return plain.compile(graph);
          }
        };
    try (GraphClassifier model = classifier(1, off)) {
      SelfCheck check = model.check(model::logits, DOUBLE, 7);
      assertThat(check.forwardOk()).isTrue();
      assertThat(check.gradientOk()).isFalse();
      assertThat(check.gradientError()).isBetween(0.009, 0.1);
    }
  }

  @Test
  void theCheckKnowsRefreshedParameters() {
    try (GraphClassifier model = classifier(1, new Nd4jRuntime())) {
      Map<String, Tensor> other = new HashMap<>();
      Networks.convolutional(2)
          .parameters()
          .forEach((name, node) -> other.put(name, ((Leaf.Constant) node.op()).value()));
      model.refresh(other);
      assertThat(model.check(model::logits, DOUBLE, 7).passed()).isTrue();
    }
  }
}

package org.gauntletml.models.graph.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.CompiledGraph;
import org.gauntletml.models.graph.Execution;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.GraphClassifier;
import org.gauntletml.models.graph.GraphLinearization;
import org.gauntletml.models.graph.GraphRuntime;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.LoggerFactory;

class RuntimeChoiceTest {
  private static final InputSpec INPUT = InputSpec.unit(2);

  private static Graph graph() {
    GraphBuilder b = new GraphBuilder();
    return b.output(
            "logits",
            b.matMul(
                b.tanh(b.input("x", 2)),
                b.parameter("W", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3))))
        .build();
  }

  @Test
  void isNamedAsOnTheCommandLine() {
    assertThat(RuntimeChoice.of("onnxruntime")).isEqualTo(RuntimeChoice.ONNXRUNTIME);
    assertThatThrownBy(() -> RuntimeChoice.of("tpu"))
        .isInstanceOf(BadInput.class)
        .hasMessage("--runtime: expected auto, onnxruntime, nd4j, got 'tpu'.");
  }

  @Test
  void takesOnnxRuntimeWhereItHasAllOfTheGraph() {
    for (RuntimeChoice choice : RuntimeChoice.values()) {
      try (GraphClassifier model = choice.classifier(graph(), INPUT, 1)) {
        assertThat(model.runtime())
            .isEqualTo(choice == RuntimeChoice.ND4J ? "nd4j" : "onnxruntime");
      }
    }
  }

  @Test
  void takesNd4jWhereOnnxRuntimeRefusesAndSaysSoOnce() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(RuntimeChoice.class);
    logger.addAppender(log);
    Refusing refusing = new Refusing();
    INDArray x = Nd4j.createFromArray(new float[][] {{0.25f, 0.75f}});
    try (GraphClassifier model = RuntimeChoice.fastest(graph(), INPUT, () -> refusing);
        GraphLinearization forward = model.linearize(x)) {
      assertThat(model.runtime()).isEqualTo("nd4j");
      INDArray gradient = forward.pullback(Nd4j.createFromArray(new float[][] {{0, 1, 0}}));
      double slope = 2 * (1 - Math.pow(Math.tanh(0.25), 2));
      assertThat(gradient.getDouble(0, 0))
          .isCloseTo(slope, org.assertj.core.data.Offset.offset(1e-6));
    }
    logger.detachAppender(log);
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "ONNX Runtime cannot run this model, ND4J does: onnxruntime: expected a graph that it"
                + " can run, got no kernel for Mul.");
    assertThat(refusing.open).isEmpty();
  }

  /** Runs forward graphs, and like ONNX Runtime tells in several lines what it lacks. */
  private static final class Refusing implements GraphRuntime {
    final List<CompiledGraph> open = new ArrayList<>();

    @Override
    public String name() {
      return "refusing";
    }

    @Override
    public CompiledGraph compile(Graph graph) {
      if (graph.inputs().size() > 1) {
        throw BadInput.of("onnxruntime", "a graph that it can run", "no kernel for Mul")
            .hint("\nsession.cc:123 Initialize()");
      }
      return new Counted(new Nd4jRuntime().compile(graph));
    }

    /** Is in {@code open} until it is closed. */
    private final class Counted implements CompiledGraph {
      private final CompiledGraph compiled;

      Counted(CompiledGraph compiled) {
        this.compiled = compiled;
        open.add(this);
      }

      @Override
      public Graph graph() {
        return compiled.graph();
      }

      @Override
      public Execution bind(List<INDArray> inputs) {
        return compiled.bind(inputs);
      }

      @Override
      public void refresh(Map<String, Tensor> parameters) {
        compiled.refresh(parameters);
      }

      @Override
      public void close() {
        compiled.close();
        open.remove(this);
      }
    }
  }
}

package org.gauntletml.models.graph.onnx;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphClassifier;
import org.gauntletml.models.graph.GraphRuntime;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which runtime computes a graph and its gradient, as on the command line. */
public enum RuntimeChoice {
  /** ONNX Runtime where it runs here and has all of the graph, else ND4J. */
  AUTO,
  /** {@link OnnxRuntime}. */
  ONNXRUNTIME,
  /** {@link Nd4jRuntime} in single precision. */
  ND4J;

  private static final Logger LOG = LoggerFactory.getLogger(RuntimeChoice.class);

  /**
   * @param text {@code auto}, {@code onnxruntime} or {@code nd4j}
   */
  public static RuntimeChoice of(String text) {
    return Arrays.stream(values())
        .filter(choice -> choice.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                BadInput.of(
                    "--runtime",
                    Arrays.stream(values())
                        .map(RuntimeChoice::toString)
                        .collect(Collectors.joining(", ")),
                    "'" + text + "'"));
  }

  /**
   * A graph on this runtime.
   *
   * @param graph of logits, as {@link GraphClassifier} wants it
   * @param threads how many share a batch on ONNX Runtime; ND4J's are set process-wide
   * @throws BadInput if the graph is not of that form, or has what the runtime cannot run
   */
  public GraphClassifier classifier(Graph graph, InputSpec input, int threads) {
    return switch (this) {
      case ONNXRUNTIME -> new GraphClassifier(graph, input, new OnnxRuntime(threads));
      case ND4J -> new GraphClassifier(graph, input, new Nd4jRuntime());
      case AUTO -> fastest(graph, input, () -> new OnnxRuntime(threads));
    };
  }

  /** On a runtime that may not be able to, or on ND4J. */
  static GraphClassifier fastest(Graph graph, InputSpec input, Supplier<GraphRuntime> fast) {
    try {
      return new GraphClassifier(graph, input, fast.get());
    } catch (BadInput | LinkageError e) {
      GraphClassifier other = new GraphClassifier(graph, input, new Nd4jRuntime());
      LOG.warn("ONNX Runtime cannot run this model, ND4J does: {}", firstLine(e));
      return other;
    }
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .map(String::strip)
        .orElse("it does not say why");
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.gauntletml.models.graph.onnx;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.Differentiation;
import org.gauntletml.models.graph.Graph;
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
   * The runtime for one graph.
   *
   * @param graph forward, with one input and one output
   * @param threads how many share a batch on ONNX Runtime; ND4J's are set process-wide
   */
  public GraphRuntime forGraph(Graph graph, int threads) {
    return switch (this) {
      case ONNXRUNTIME -> new OnnxRuntime(threads);
      case ND4J -> new Nd4jRuntime();
      case AUTO -> runsOnOnnxRuntime(graph, threads);
    };
  }

  private static GraphRuntime runsOnOnnxRuntime(Graph graph, int threads) {
    try {
      OnnxRuntime fast = new OnnxRuntime(threads);
      Differentiation d = Differentiation.of(fast.prepare(graph), fast::lower);
      fast.compile(d.forward()).close();
      fast.compile(d.backward()).close();
      return fast;
    } catch (BadInput | LinkageError e) {
      LOG.warn("ONNX Runtime cannot run this model, ND4J does: {}", e.getMessage());
      return new Nd4jRuntime();
    }
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

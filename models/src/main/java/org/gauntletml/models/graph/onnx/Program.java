package org.gauntletml.models.graph.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A session of ONNX Runtime. A fixed one holds the constants, packed once for its kernels. A
 * refreshable one is handed them with every run, so that they change at the cost of a copy.
 */
final class Program implements AutoCloseable {
  /** System property: where to write the time of every node, as the start of a file name. */
  private static final String PROFILE = "gauntlet.profile";

  /** Threads that wait for work would take the processor from others that have some. */
  private static final String SPINNING = "session.intra_op.allow_spinning";

  private final Constants constants;
  private final OrtSession session;
  private final Map<String, OnnxTensor> given = new LinkedHashMap<>();
  private final boolean refreshable;

  /**
   * @param threads that work on one run
   */
  Program(
      Graph graph, boolean refreshable, Map<String, Tensor> parameters, int threads, boolean gpu)
      throws OrtException {
    constants = new Constants(graph);
    constants.set(parameters);
    Map<Node, @Nullable Tensor> known = new HashMap<>(constants.values());
    this.refreshable = refreshable;
    if (refreshable) {
      constants
          .hold()
          .forEach(
              (node, tensor) -> {
                given.put(node.name(), tensor);
                known.put(node, null);
              });
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      if (gpu) {
        options.addCUDA(0);
      }
      options.setIntraOpNumThreads(threads);
      options.addConfigEntry(SPINNING, "0");
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      String profile = System.getProperty(PROFILE);
      if (profile != null) {
        options.enableProfiling(profile);
      }
      session =
          OrtEnvironment.getEnvironment()
              .createSession(OnnxExport.model(constants.main(), known).toByteArray(), options);
    }
  }

  boolean isRefreshable() {
    return refreshable;
  }

  /** Replaces parameters, for the next run on; only for a refreshable program. */
  void refresh(Map<String, Tensor> parameters) {
    constants.refresh(parameters);
  }

  Map<String, Tensor> parameters() {
    return constants.parameters();
  }

  /** Inputs that every run needs besides its own. */
  Map<String, OnnxTensor> given() {
    return given;
  }

  /** Computes {@code outputs} in place. Safe for several threads. */
  void run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) throws OrtException {
    constants.settle();
    session.run(inputs, java.util.Set.of(), outputs).close();
  }

  @Override
  public void close() throws OrtException {
    session.close();
    constants.close();
  }
}

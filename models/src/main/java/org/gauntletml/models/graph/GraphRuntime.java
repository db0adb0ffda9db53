package org.gauntletml.models.graph;

/** Executes graphs. Safe for use by several threads. */
public interface GraphRuntime {
  /** As on the command line: {@code onnxruntime}, {@code nd4j}. */
  String name();

  /**
   * The same computation in the form whose gradient this runtime computes fastest: equal results up
   * to rounding, equal inputs and outputs. Given a forward graph, which is differentiated next.
   */
  default Graph prepare(Graph forward) {
    return forward;
  }

  /**
   * The same computation in the form this runtime runs fastest, its own layouts and operations
   * included; not to be differentiated any more. Given a forward graph, or forward and backward in
   * one ({@link Differentiation#joint}), so that choices may look at both.
   */
  default Graph lower(Graph graph) {
    return graph;
  }

  /**
   * Makes a graph ready to run, at any batch size.
   *
   * @throws org.gauntletml.models.BadInput if this runtime cannot run the graph, naming the node
   */
  CompiledGraph compile(Graph graph);
}

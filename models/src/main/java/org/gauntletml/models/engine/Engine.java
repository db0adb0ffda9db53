package org.gauntletml.models.engine;

import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphClassifier;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.gauntletml.models.graph.onnx.OnnxRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runtime that graphs run on. */
public enum Engine {
  /** ONNX Runtime where it runs the graph, else ND4J. */
  AUTO {
    @Override
    public GraphClassifier classifier(Graph graph, InputSpec input, int threads) {
      try {
        return ONNXRUNTIME.classifier(graph, input, threads);
      } catch (BadInput | UnsatisfiedLinkError unable) {
        LOG.warn("ONNX Runtime cannot run this model, ND4J does: {}", unable.getMessage());
        return ND4J.classifier(graph, input, threads);
      }
    }
  },

  /** ONNX Runtime, the fast one. */
  ONNXRUNTIME {
    @Override
    public GraphClassifier classifier(Graph graph, InputSpec input, int threads) {
      return new GraphClassifier(graph, input, new OnnxRuntime(threads));
    }
  },

  /** ND4J's own operations; its threads are those of the process. */
  ND4J {
    @Override
    public GraphClassifier classifier(Graph graph, InputSpec input, int threads) {
      return new GraphClassifier(graph, input, new Nd4jRuntime());
    }
  };

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  /**
   * A classifier that is a graph on this runtime.
   *
   * @param threads that share a batch, 1 or more
   * @throws BadInput if the runtime cannot run the graph, naming the node
   */
  public abstract GraphClassifier classifier(Graph graph, InputSpec input, int threads);
}

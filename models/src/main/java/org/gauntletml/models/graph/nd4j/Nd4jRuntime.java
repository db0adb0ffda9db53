package org.gauntletml.models.graph.nd4j;

import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.CompiledGraph;
import org.gauntletml.models.graph.Convolution;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphRuntime;
import org.gauntletml.models.graph.Leaf;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Op;
import org.gauntletml.models.graph.Pooling;
import org.gauntletml.models.graph.rewrite.ReluBehindPooling;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Runs graphs on ND4J's native operations, the ones that reach oneDNN where there is a choice.
 *
 * @param precision FLOAT, or DOUBLE for checks against finite differences
 */
public record Nd4jRuntime(DataType precision) implements GraphRuntime {
  public Nd4jRuntime {
    if (precision != DataType.FLOAT && precision != DataType.DOUBLE) {
      throw BadInput.of("runtime nd4j precision", "FLOAT or DOUBLE", precision);
    }
  }

  /** Single precision. */
  public Nd4jRuntime() {
    this(DataType.FLOAT);
  }

  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public Graph lower(Graph graph) {
    return graph.rewrite(new ReluBehindPooling());
  }

  @Override
  public CompiledGraph compile(Graph graph) {
    return new Nd4jGraph(graph, precision);
  }

  /** Refuses what has no kernel, before memory is spent on it. */
  static void check(Graph graph) {
    for (Node node : graph.nodes()) {
      Op op = node.op();
      if (!(op instanceof Leaf) && !Nd4jGraph.isAlias(node) && !Kernels.ALL.has(op)) {
        throw BadInput.of("node '" + node.name() + "'", "an operation that nd4j knows", op);
      }
      int axes =
          op instanceof Convolution c
              ? c.window().rank()
              : op instanceof Pooling p ? p.window().rank() : 2;
      if (axes != 2) {
        throw BadInput.of(
            "node '" + node.name() + "' on runtime nd4j", "one or two spatial axes", axes);
      }
    }
  }
}

package org.gauntletml.models.onnx;

import java.util.Map;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.assembly.Assembly;
import org.gauntletml.models.graph.assembly.Dialect;
import org.gauntletml.models.wrapping.ClassifierGraph;
import org.gauntletml.models.wrapping.InputEdge;
import org.gauntletml.models.wrapping.InputShape;

/**
 * A file as a graph from the caller's input to logits.
 *
 * @param values nodes by the names they have in the file, in the order in which they are computed
 */
record Translation(Graph graph, Map<String, Node> values) {
  private static final long OLDEST = 7;
  private static final long NEWEST = 21;

  /**
   * @throws BadInput naming the node that the graph has no word for, or whose shape depends on the
   *     examples
   */
  static Translation of(
      OnnxFile file, InputShape input, InputEdge edge, Tail tail, Map<String, Tensor> constants) {
    long set = file.operatorSet();
    if (set != 0 && (set < OLDEST || set > NEWEST)) {
      throw BadInput.of(
          "operator set", "a version from " + OLDEST + " to " + NEWEST, "version " + set);
    }
    GraphBuilder b = new GraphBuilder();
    Node x = b.input(input.name(), edge.input().shape().stream().mapToLong(d -> d).toArray());
    Assembly assembly =
        new Assembly(
            b,
            new Dialect(set, input.fixedBatch()),
            Nodes.of(file),
            Map.of(input.name(), edge.apply(b, x)),
            constants);
    Graph graph = ClassifierGraph.of(b, x, assembly, tail.raw(), tail.head());
    return new Translation(graph, assembly.made());
  }
}

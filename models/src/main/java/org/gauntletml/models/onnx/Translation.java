package org.gauntletml.models.onnx;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.assembly.Assembly;
import org.gauntletml.models.graph.assembly.Dialect;

/**
 * A file as a graph from the caller's input to logits.
 *
 * @param values nodes by the names they have in the file, in the order in which they are computed
 */
record Translation(Graph graph, Map<String, Node> values) {
  private static final long OLDEST = 7;
  private static final long NEWEST = 21;
  private static final String LOGITS = "logits";

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
    Node scores = assembly.make(tail.raw());
    Shape shape = scores.shape();
    if (shape.rank() < 1 || shape.dim(0) != Shape.BATCH) {
      throw BadInput.of("value '" + tail.raw() + "'", "one row of class scores per example", shape);
    }
    Node flat = b.reshape(scores, Shape.of(Shape.BATCH, -shape.size()));
    Node logits = tail.head().logits(b, flat);
    return new Translation(
        Graph.of(List.of(x), Map.of(unused(assembly.made(), logits), logits)), assembly.made());
  }

  /** A name for the output that no other value of the graph bears. */
  private static String unused(Map<String, Node> made, Node logits) {
    Set<String> taken = made.values().stream().map(Node::name).collect(Collectors.toSet());
    String name = LOGITS;
    while (taken.contains(name) && !logits.name().equals(name)) {
      name += "/";
    }
    return name;
  }
}

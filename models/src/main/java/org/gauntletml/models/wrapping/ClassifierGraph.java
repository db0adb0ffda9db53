package org.gauntletml.models.wrapping;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.assembly.Assembly;

/** The way out of an imported model: from its scores to logits. */
public final class ClassifierGraph {
  private static final String LOGITS = "logits";

  private ClassifierGraph() {}

  /**
   * @param x the caller's input
   * @param raw name of the scores
   * @param head what was taken off behind them
   * @return from {@code x} to {@code [N, classes]}
   * @throws BadInput naming the operator that the graph has no word for, or if there is not one row
   *     of scores per example
   */
  public static Graph of(GraphBuilder b, Node x, Assembly assembly, String raw, Head head) {
    Node scores = assembly.make(raw);
    Shape shape = scores.shape();
    if (shape.rank() < 1 || shape.dim(0) != Shape.BATCH) {
      throw BadInput.of("value '" + raw + "'", "one row of class scores per example", shape);
    }
    Node flat = b.reshape(scores, Shape.of(Shape.BATCH, -shape.size()));
    Node logits = head.logits(b, flat);
    return Graph.of(List.of(x), Map.of(unused(assembly.made(), logits), logits));
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

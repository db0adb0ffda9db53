package org.gauntletml.models.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A graph split into what can be computed before any run and the rest. A refresh evaluates the
 * first part again; so what a front end or a rewrite derives from parameters stays right after
 * training changed them.
 *
 * @param constants from constants (now its inputs, by name) to the values that {@code main} needs
 *     of them; empty if there is nothing to fold
 * @param main the rest; its inputs are the graph's, then the outputs of {@code constants} in order
 */
public record Folding(Optional<Graph> constants, Graph main) {

  /** Splits a graph. Constants that are used as they are stay constants of {@code main}. */
  public static Folding of(Graph graph) {
    Map<String, Node> folded = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (!node.isConstant()) {
        node.inputs().stream().filter(Folding::isExpression).forEach(i -> folded.put(i.name(), i));
      }
    }
    graph.outputs().values().stream()
        .filter(Folding::isExpression)
        .forEach(output -> folded.put(output.name(), output));
    return folded.isEmpty()
        ? new Folding(Optional.empty(), graph)
        : new Folding(Optional.of(constants(folded)), main(graph, folded));
  }

  private static boolean isExpression(Node node) {
    return node.isConstant() && !(node.op() instanceof Leaf);
  }

  private static Graph constants(Map<String, Node> folded) {
    GraphBuilder b = new GraphBuilder();
    Map<Node, Node> moved = new HashMap<>();
    for (Node node : Graph.of(List.of(), folded).nodes()) {
      moved.put(
          node,
          node.op() instanceof Leaf ? b.input(node.name(), node.type()) : copy(b, node, moved));
    }
    folded.forEach((name, node) -> b.output(name, find(moved, node)));
    return b.build();
  }

  private static Graph main(Graph graph, Map<String, Node> folded) {
    GraphBuilder b = new GraphBuilder();
    Map<Node, Node> moved = new HashMap<>();
    for (Node input : graph.inputs()) {
      b.adopt(input);
      moved.put(input, input);
    }
    for (Node node : folded.values()) {
      moved.put(node, b.input(node.name(), node.type()));
    }
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Leaf.Constant) {
        b.adopt(node);
        moved.put(node, node);
      } else if (!node.isConstant() && !moved.containsKey(node)) {
        moved.put(node, copy(b, node, moved));
      }
    }
    graph.outputs().forEach((name, node) -> b.output(name, find(moved, node)));
    return b.build();
  }

  private static Node copy(GraphBuilder b, Node node, Map<Node, Node> moved) {
    List<Node> inputs = new ArrayList<>();
    for (Node input : node.inputs()) {
      inputs.add(find(moved, input));
    }
    return b.at(node.name()).add(node.op(), inputs);
  }

  private static Node find(Map<Node, Node> moved, Node node) {
    @Nullable Node found = moved.get(node);
    if (found == null) {
      throw new IllegalStateException(node + " was not reached before its use");
    }
    return found;
  }
}

package org.gauntletml.models.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** A graph in parts that run one after the other. */
public final class Division {
  private final Graph graph;
  private final Map<Node, Integer> levels;
  private final Map<Node, String> names = new HashMap<>();

  private Division(Graph graph, Map<Node, Integer> levels) {
    this.graph = graph;
    this.levels = levels;
    graph.outputs().forEach((name, node) -> names.putIfAbsent(node, name));
  }

  /**
   * One graph per level, in order. A value that another level reads has its name in the whole: that
   * of the output it is, else that of the node. Constant expressions go wherever they are read.
   *
   * @param levels of all nodes but inputs and constants; none may be below that of a node it reads
   */
  public static List<Graph> of(Graph graph, Map<Node, Integer> levels) {
    Division division = new Division(graph, levels);
    return new TreeSet<>(levels.values()).stream().map(division::part).toList();
  }

  private boolean isAt(Node node, int level) {
    return Integer.valueOf(level).equals(levels.get(node));
  }

  private Graph part(int level) {
    GraphBuilder b = new GraphBuilder();
    Map<Node, Node> moved = new HashMap<>();
    Set<Node> needed = needed(level);
    for (Node node : graph.nodes()) {
      if (needed.contains(node)) {
        moved.put(node, copy(b, node, isAt(node, level), moved));
      }
    }
    results(level).forEach((name, node) -> b.output(name, Objects.requireNonNull(moved.get(node))));
    return b.build();
  }

  private Node copy(GraphBuilder b, Node node, boolean inside, Map<Node, Node> moved) {
    if (node.op() instanceof Leaf.Constant) {
      b.adopt(node);
      return node;
    }
    return inside || node.isConstant()
        ? b.at(node.name())
            .add(
                node.op(),
                node.inputs().stream().map(i -> Objects.requireNonNull(moved.get(i))).toList())
        : b.input(name(node), node.type());
  }

  /** The nodes of a level, what they read, and the constants behind that. */
  private Set<Node> needed(int level) {
    Set<Node> needed = new HashSet<>();
    for (int i = graph.nodes().size(); i-- > 0; ) {
      Node node = graph.nodes().get(i);
      if (isAt(node, level) || (node.isConstant() && needed.contains(node))) {
        needed.add(node);
        needed.addAll(node.inputs());
      }
    }
    return needed;
  }

  /** What the whole or later levels read of a level. */
  private Map<String, Node> results(int level) {
    Map<String, Node> results = new LinkedHashMap<>(graph.outputs());
    for (Node node : graph.nodes()) {
      if (levels.getOrDefault(node, level) > level) {
        node.inputs().forEach(input -> results.put(name(input), input));
      }
    }
    results.values().removeIf(node -> !isAt(node, level));
    return results;
  }

  private String name(Node node) {
    return names.getOrDefault(node, node.name());
  }
}

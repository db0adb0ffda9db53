package org.gauntletml.models.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.gauntletml.models.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * A graph and its transposed derivative: {@code forward} computes the logits and hands out the
 * activations that {@code backward} needs; {@code backward} maps those and a cotangent of the
 * logits to the cotangent of the input. Both are ordinary graphs.
 *
 * <p>Every input of {@code backward} but the last (the cotangent) has the name of an output or of
 * the input of {@code forward}.
 */
public record Differentiation(Graph forward, Graph backward) {

  /**
   * Reverse-mode differentiation with respect to the input only: nothing that does not lead from
   * the input to the output is differentiated.
   *
   * @param graph with one input and one output, both REAL with a leading batch dimension
   * @param rewrite applied to the joint graph ({@link #joint}) before it is cut in two; the place
   *     for a runtime's choices
   */
  public static Differentiation of(Graph graph, UnaryOperator<Graph> rewrite) {
    return cut(rewrite.apply(joint(graph).rewrite(new PaddedSums())));
  }

  /** Without rewriting. */
  public static Differentiation of(Graph graph) {
    return of(graph, UnaryOperator.identity());
  }

  /**
   * Forward and backward in one graph: a second input, the cotangent of the output, and a second
   * output, the cotangent of the input. Their names are those of output and input behind {@code
   * d/}.
   */
  public static Graph joint(Graph graph) {
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
      throw BadInput.of(
          "differentiation",
          "a graph with one input and one output",
          graph.inputs().size() + " and " + graph.outputs().size());
    }
    Node x = graph.inputs().get(0);
    Map.Entry<String, Node> y = graph.outputs().entrySet().iterator().next();
    GraphBuilder b = GraphBuilder.extending(graph);
    Map<Node, Node> cotangents = new HashMap<>();
    Set<Node> reached = reached(graph, x);
    Node dy = b.input("d/" + y.getKey(), y.getValue().type());
    cotangents.put(y.getValue(), dy);
    for (int i = graph.nodes().size(); i-- > 0; ) {
      Node node = graph.nodes().get(i);
      Node dNode = cotangents.get(node);
      if (dNode != null) {
        b.at("d/" + node.name());
        pull(b, node, dNode, reached, cotangents);
      }
    }
    Node dx = cotangents.get(x);
    return b.at("")
        .output(y.getKey(), y.getValue())
        .output("d/" + x.name(), dx == null ? b.expand(b.scalar(0), x.shape()) : dx)
        .build();
  }

  /** Reals that depend on x. */
  private static Set<Node> reached(Graph graph, Node x) {
    Set<Node> reached = new HashSet<>(Set.of(x));
    for (Node node : graph.nodes()) {
      if (node.type().element() == ElementType.REAL
          && node.inputs().stream().anyMatch(reached::contains)) {
        reached.add(node);
      }
    }
    return reached;
  }

  private static void pull(
      GraphBuilder b, Node node, Node dNode, Set<Node> reached, Map<Node, Node> cotangents) {
    for (int i = 0; i < node.inputs().size(); i++) {
      Node input = node.input(i);
      if (!reached.contains(input)) {
        continue;
      }
      Node dInput = node.op().vjp(b, node, dNode, i);
      if (dInput == null) {
        continue;
      }
      if (!dInput.type().equals(input.type())) {
        throw new IllegalStateException(
            "node '" + node.name() + "': cotangent " + dInput + " for input " + input);
      }
      cotangents.merge(input, dInput, b::add);
    }
  }

  /**
   * Cuts a joint graph in two. What depends on the cotangent is the backward graph. What it needs
   * of the values on the way to the output is saved; anything else it needs, such as masks, it
   * computes itself from what is saved.
   */
  public static Differentiation cut(Graph joint) {
    Node x = joint.inputs().get(0);
    Node dy = joint.inputs().get(1);
    List<String> results = List.copyOf(joint.outputs().keySet());
    List<Node> ends = List.copyOf(joint.outputs().values());
    Node y = ends.get(0);
    Node dx = ends.get(1);
    Set<Node> onTheWay = new HashSet<>(Graph.of(List.of(x), Map.of(results.get(0), y)).nodes());

    GraphBuilder b = new GraphBuilder();
    Map<Node, Node> moved = new HashMap<>();
    Map<String, Node> saved = new LinkedHashMap<>();
    List<Node> inputs = new ArrayList<>();
    List<Node> needed = Graph.of(List.of(x, dy), Map.of(results.get(1), dx)).nodes();
    Set<Node> boundary = boundary(needed, onTheWay, dx);
    for (Node node : needed) {
      if (node.op() instanceof Leaf.Constant) {
        moved.put(node, node);
        b.adopt(node);
      } else if (boundary.contains(node)) {
        String name = nameOf(node, y, results.get(0));
        Node input = b.input(name, node.type());
        moved.put(node, input);
        inputs.add(input);
        if (!node.equals(x)) {
          saved.put(name, node);
        }
      } else if ((!node.equals(dy) && !onTheWay.contains(node)) || node.isConstant()) {
        moved.put(node, b.at(node.name()).add(node.op(), mapped(node, moved)));
      } else if (node.equals(dy)) {
        moved.put(node, b.input(node.name(), node.type()));
      }
    }
    inputs.add(require(moved.get(dy)));
    Map<String, Node> outputs = new LinkedHashMap<>();
    outputs.put(results.get(0), y);
    outputs.putAll(saved);
    return new Differentiation(
        Graph.of(List.of(x), outputs),
        Graph.of(inputs, Map.of(results.get(1), require(moved.get(dx)))));
  }

  /** What a saved value is called: another node may bear the name that the output has. */
  private static String nameOf(Node saved, Node y, String output) {
    if (saved.equals(y)) {
      return output;
    }
    return saved.name().equals(output) ? "inner/" + output : saved.name();
  }

  /** Values of the forward pass that the backward pass reads. */
  private static Set<Node> boundary(List<Node> needed, Set<Node> onTheWay, Node dx) {
    Set<Node> boundary = new HashSet<>();
    for (Node node : needed) {
      if (!onTheWay.contains(node)) {
        node.inputs().stream()
            .filter(i -> onTheWay.contains(i) && !i.isConstant())
            .forEach(boundary::add);
      }
    }
    if (onTheWay.contains(dx) && !dx.isConstant()) {
      boundary.add(dx);
    }
    return boundary;
  }

  private static List<Node> mapped(Node node, Map<Node, Node> moved) {
    return node.inputs().stream().map(i -> require(moved.get(i))).toList();
  }

  private static Node require(@Nullable Node node) {
    if (node == null) {
      throw new IllegalStateException("a node was not reached before its use");
    }
    return node;
  }
}

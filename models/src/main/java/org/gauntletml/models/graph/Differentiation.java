package org.gauntletml.models.graph;

import java.util.ArrayList;
import java.util.Collection;
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
 * logits to the cotangent of the input, or of parameters too. Both are ordinary graphs.
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
    return of(graph, graph.inputs(), rewrite);
  }

  /**
   * With respect to some inputs and parameters; only what leads from them to the output is
   * differentiated.
   *
   * @param graph with one input; the first output is differentiated, others are results of the
   *     forward graph besides
   * @param by inputs and parameters of the graph, at least one
   */
  public static Differentiation of(Graph graph, List<Node> by, UnaryOperator<Graph> rewrite) {
    Graph joint = rewrite.apply(joint(graph, by).rewrite(new PaddedSums()));
    return cut(joint, graph.outputs().size());
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
    return joint(graph, graph.inputs());
  }

  /** Behind the outputs of the graph come the cotangents of {@code by}, in order. */
  private static Graph joint(Graph graph, List<Node> by) {
    if (graph.inputs().size() != 1) {
      throw BadInput.of("differentiation", "a graph with one input", graph.inputs().size());
    }
    Map.Entry<String, Node> y = graph.outputs().entrySet().iterator().next();
    GraphBuilder b = GraphBuilder.extending(graph);
    Map<Node, Node> cotangents = new HashMap<>();
    Set<Node> reached = reached(graph, by);
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
    b.at("");
    graph.outputs().forEach(b::output);
    for (Node node : by) {
      Node d = cotangents.get(node);
      b.output("d/" + node.name(), d == null ? b.expand(b.scalar(0), node.shape()) : d);
    }
    return b.build();
  }

  /** Reals that depend on some values. */
  private static Set<Node> reached(Graph graph, List<Node> from) {
    Set<Node> reached = new HashSet<>(from);
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
   *
   * @param results how many of the outputs are the forward graph's
   */
  private static Differentiation cut(Graph joint, int results) {
    Node x = joint.inputs().get(0);
    Node dy = joint.inputs().get(1);
    List<Map.Entry<String, Node>> ends = List.copyOf(joint.outputs().entrySet());
    Map<String, Node> outputs = named(ends.subList(0, results));
    Map<String, Node> derivatives = named(ends.subList(results, ends.size()));
    Map.Entry<String, Node> y = ends.get(0);
    Set<Node> onTheWay = new HashSet<>(Graph.of(List.of(x), outputs).nodes());

    GraphBuilder b = new GraphBuilder();
    Map<Node, Node> moved = new HashMap<>();
    Map<String, Node> saved = new LinkedHashMap<>();
    List<Node> inputs = new ArrayList<>();
    List<Node> needed = Graph.of(List.of(x, dy), derivatives).nodes();
    Set<Node> boundary = boundary(needed, onTheWay, derivatives.values());
    for (Node node : needed) {
      if (node.op() instanceof Leaf.Constant) {
        moved.put(node, node);
        b.adopt(node);
      } else if (boundary.contains(node)) {
        String name = nameOf(node, y.getValue(), y.getKey());
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
    outputs.putAll(saved);
    derivatives.replaceAll((name, node) -> require(moved.get(node)));
    return new Differentiation(Graph.of(List.of(x), outputs), Graph.of(inputs, derivatives));
  }

  private static Map<String, Node> named(List<Map.Entry<String, Node>> outputs) {
    Map<String, Node> named = new LinkedHashMap<>();
    outputs.forEach(output -> named.put(output.getKey(), output.getValue()));
    return named;
  }

  /** What a saved value is called: another node may bear the name that the output has. */
  private static String nameOf(Node saved, Node y, String output) {
    if (saved.equals(y)) {
      return output;
    }
    return saved.name().equals(output) ? "inner/" + output : saved.name();
  }

  /** Values of the forward pass that the backward pass reads. */
  private static Set<Node> boundary(
      List<Node> needed, Set<Node> onTheWay, Collection<Node> derivatives) {
    Set<Node> boundary = new HashSet<>();
    for (Node node : needed) {
      if (!onTheWay.contains(node)) {
        node.inputs().stream()
            .filter(i -> onTheWay.contains(i) && !i.isConstant())
            .forEach(boundary::add);
      }
    }
    derivatives.stream()
        .filter(d -> onTheWay.contains(d) && !d.isConstant())
        .forEach(boundary::add);
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

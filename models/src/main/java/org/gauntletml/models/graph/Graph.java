package org.gauntletml.models.graph;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.gauntletml.models.BadInput;

/** An immutable computation: inputs, nodes in an order in which they can be run, named outputs. */
public final class Graph {
  private final List<Node> inputs;
  private final List<Node> nodes;
  private final Map<String, Node> outputs;

  private Graph(List<Node> inputs, List<Node> nodes, Map<String, Node> outputs) {
    this.inputs = inputs;
    this.nodes = nodes;
    this.outputs = outputs;
  }

  /**
   * The graph of everything that leads to {@code outputs}.
   *
   * @throws BadInput if an output needs an input that is not among {@code inputs}, or two nodes
   *     have one name
   */
  public static Graph of(List<Node> inputs, Map<String, Node> outputs) {
    if (outputs.isEmpty()) {
      throw BadInput.of("graph", "at least one output", "none");
    }
    Set<Node> order = new LinkedHashSet<>(inputs);
    Deque<Node> todo = new ArrayDeque<>();
    for (Node output : outputs.values()) {
      todo.push(output);
      while (!todo.isEmpty()) {
        Node node = todo.peek();
        List<Node> missing = node.inputs().stream().filter(i -> !order.contains(i)).toList();
        if (missing.isEmpty()) {
          order.add(todo.pop());
        } else {
          for (int i = missing.size(); i-- > 0; ) {
            todo.push(missing.get(i));
          }
        }
      }
    }
    Set<String> names = new HashSet<>();
    for (Node node : order) {
      if (node.op() instanceof Leaf.Input && !inputs.contains(node)) {
        throw BadInput.of("graph", "only declared inputs", "the dangling input " + node);
      }
      if (!names.add(node.name())) {
        throw BadInput.of("node '" + node.name() + "'", "a name that is not taken", node);
      }
    }
    return new Graph(
        List.copyOf(inputs),
        List.copyOf(order),
        Collections.unmodifiableMap(new LinkedHashMap<>(outputs)));
  }

  public List<Node> inputs() {
    return inputs;
  }

  /** All nodes, inputs and constants included, each behind its own inputs. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Results by name, in declaration order. */
  public Map<String, Node> outputs() {
    return outputs;
  }

  /**
   * The result of this name.
   *
   * @throws BadInput if there is none
   */
  public Node output(String name) {
    Node output = outputs.get(name);
    if (output == null) {
      throw BadInput.of("graph output", "one of " + outputs.keySet(), "'" + name + "'");
    }
    return output;
  }

  /** Constants that a refresh can replace, by name. */
  public Map<String, Node> parameters() {
    Map<String, Node> parameters = new LinkedHashMap<>();
    for (Node node : nodes) {
      if (node.op() instanceof Leaf.Constant constant && !constant.literal()) {
        parameters.put(node.name(), node);
      }
    }
    return parameters;
  }

  /** How often each node's value is used, counting a graph output as one use. */
  public Map<Node, Integer> uses() {
    Map<Node, Integer> uses = new HashMap<>();
    for (Node node : nodes) {
      node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
    }
    outputs.values().forEach(output -> uses.merge(output, 1, Integer::sum));
    return uses;
  }

  /** One step of a rewrite; sees a node whose inputs have been rewritten already. */
  @FunctionalInterface
  public interface Rule {
    /**
     * @param b makes new nodes
     * @param node the node as it stands in the graph being rewritten
     * @param inputs its inputs in the new graph
     * @return the value to use instead; {@code b.add(node.op(), inputs)} leaves it as it is
     */
    Node apply(GraphBuilder b, Node node, List<Node> inputs);
  }

  /** The graph with a rule applied to every node but inputs and constants, inputs first. */
  public Graph rewrite(Rule rule) {
    GraphBuilder b = new GraphBuilder();
    Map<Node, Node> renewed = new HashMap<>();
    for (Node node : nodes) {
      if (node.op() instanceof Leaf) {
        b.adopt(node);
        renewed.put(node, node);
      } else {
        List<Node> mapped = node.inputs().stream().map(renewed::get).toList();
        renewed.put(node, rule.apply(b.at(node.name()), node, mapped));
      }
    }
    Map<String, Node> results = new LinkedHashMap<>();
    outputs.forEach((name, node) -> results.put(name, renewed.get(node)));
    return of(inputs, results);
  }

  /** One line per node; constants are shown where they are defined, with their shapes. */
  @Override
  public String toString() {
    return nodes.stream().map(node -> "  " + node + "\n").collect(Collectors.joining())
        + "  return "
        + outputs.entrySet().stream()
            .map(
                e ->
                    e.getKey().equals(e.getValue().name())
                        ? e.getKey()
                        : e.getKey() + " = " + e.getValue().name())
            .collect(Collectors.joining(", "))
        + "\n";
  }
}

package org.gauntletml.models.graph.assembly;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Tensor;
import org.jspecify.annotations.Nullable;

/** Adds named operators to a graph, in whatever order they are listed. */
public final class Assembly {
  /** Constants of reals up to this size may also be read as shapes, scales and the like. */
  private static final int SMALL = 1 << 10;

  private final GraphBuilder b;
  private final Dialect dialect;
  private final Map<String, NamedNode> makers = new HashMap<>();
  private final Map<String, Value> values = new LinkedHashMap<>();

  /**
   * @param b where nodes are added
   * @param nodes in any order
   * @param inputs nodes of {@code b} that stand for values which no node makes
   * @param constants by name; those of reals become parameters, which a refresh can replace
   * @throws BadInput if two nodes make one value
   */
  public Assembly(
      GraphBuilder b,
      Dialect dialect,
      List<NamedNode> nodes,
      Map<String, Node> inputs,
      Map<String, Tensor> constants) {
    this.b = b;
    this.dialect = dialect;
    inputs.forEach((name, node) -> values.put(name, Value.of(node)));
    constants.forEach((name, tensor) -> values.putIfAbsent(name, constant(name, tensor)));
    for (NamedNode node : nodes) {
      for (String output : node.outputs()) {
        if (!output.isEmpty()
            && (values.containsKey(output) || makers.putIfAbsent(output, node) != null)) {
          throw BadInput.of(node.who(), "outputs that nothing else makes", "'" + output + "'");
        }
      }
    }
  }

  private Value constant(String name, Tensor tensor) {
    if (tensor.element() == ElementType.INTEGER) {
      return Value.of(Known.of(tensor));
    }
    Node parameter = b.parameter(name, tensor);
    return tensor.length() <= SMALL ? Value.of(parameter, Known.of(tensor)) : Value.of(parameter);
  }

  /**
   * The node of a value; adds everything that leads to it. Without recursion: networks may be deep.
   *
   * @throws BadInput naming the node: for an operator or attribute that is not known, an input that
   *     nothing makes, a cycle, or arguments an operator refuses
   */
  public Node make(String result) {
    Deque<String> wanted = new ArrayDeque<>(List.of(result));
    Set<NamedNode> open = new LinkedHashSet<>();
    while (!wanted.isEmpty()) {
      String value = wanted.peek();
      NamedNode maker = makers.get(value);
      if (values.containsKey(value)) {
        wanted.pop();
      } else if (maker == null) {
        throw BadInput.of("output '" + value + "'", "a value that some node makes", "none");
      } else {
        List<String> missing =
            maker.inputs().stream().filter(i -> !i.isEmpty() && !values.containsKey(i)).toList();
        if (missing.isEmpty()) {
          wanted.pop();
          open.remove(maker);
          build(maker);
          if (!values.containsKey(value)) {
            throw BadInput.of(maker.who(), "only its first outputs to be used", "'" + value + "'");
          }
        } else {
          open.add(maker);
          missing.forEach(input -> check(maker, input, open));
          missing.forEach(wanted::push);
        }
      }
    }
    Node node = find(result).node(b);
    if (node == null) {
      throw BadInput.of(
          "output '" + result + "'", "a value that depends on the examples", "one that does not");
    }
    return node;
  }

  /** Nodes by the names that the file gives them, in the order in which they can be computed. */
  public Map<String, Node> made() {
    Map<String, Node> made = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          Node node = value.node(b);
          if (node != null && !node.isConstant()) {
            made.put(name, node);
          }
        });
    return made;
  }

  private void check(NamedNode node, String input, Set<NamedNode> open) {
    NamedNode maker = makers.get(input);
    if (maker == null) {
      throw BadInput.of(
          node.who(), "inputs that a node, an input or a constant makes", "'" + input + "'");
    }
    if (open.contains(maker)) {
      List<String> cycle = new ArrayList<>();
      open.stream().dropWhile(n -> !n.equals(maker)).forEach(n -> cycle.add(n.name()));
      throw BadInput.of(node.who(), "no cycle", String.join(" -> ", cycle) + " -> " + maker.name());
    }
  }

  private void build(NamedNode node) {
    List<@Nullable Value> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      inputs.add(input.isEmpty() ? null : find(input));
    }
    try {
      List<Known> known = ShapeArithmetic.of(node, dialect, inputs);
      if (known != null) {
        put(node, known.stream().map(Value::of).toList());
      } else {
        Operator operator = operator(node);
        put(
            node,
            operator.build().apply(new Call(b.at(node.name()), node, dialect, inputs)).stream()
                .map(Value::of)
                .toList());
      }
    } catch (BadInput told) {
      throw told;
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException refused) {
      throw BadInput.of(
          node.who(), "inputs that fit together", String.valueOf(refused.getMessage()));
    }
  }

  private void put(NamedNode node, List<Value> made) {
    for (int i = 0; i < Math.min(made.size(), node.outputs().size()); i++) {
      values.put(node.outputs().get(i), made.get(i));
    }
  }

  private static Operator operator(NamedNode node) {
    Operator operator = Vocabulary.OPERATORS.get(node.operator());
    if (operator == null) {
      throw BadInput.of(
          "node '" + node.name() + "'",
          "an operation that the gradient engine knows",
          node.operator());
    }
    for (String attribute : node.attributes().keySet()) {
      if (!operator.attributes().contains(attribute)) {
        throw BadInput.of(node.who(), "attributes among " + operator.attributes(), attribute);
      }
    }
    return operator;
  }

  private Value find(String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("value '" + name + "' was not made before its use");
    }
    return value;
  }
}

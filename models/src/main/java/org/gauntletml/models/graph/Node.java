package org.gauntletml.models.graph;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One operation applied to values, and the value it makes: every operation has exactly one result,
 * so a node and its value are the same thing. Immutable; made by {@link GraphBuilder} only, so that
 * its type is always inferred and a cycle cannot be written down.
 */
public final class Node {
  private final String name;
  private final Op op;
  private final List<Node> inputs;
  private final ValueType type;
  private final boolean constant;

  Node(String name, Op op, List<Node> inputs, ValueType type) {
    this.name = name;
    this.op = op;
    this.inputs = List.copyOf(inputs);
    this.type = type;
    this.constant =
        !(op instanceof Leaf.Input)
            && inputs.stream().allMatch(Node::isConstant)
            && type.shape().isStatic();
  }

  /** Unique within its graph. */
  public String name() {
    return name;
  }

  public Op op() {
    return op;
  }

  public List<Node> inputs() {
    return inputs;
  }

  public Node input(int i) {
    return inputs.get(i);
  }

  public ValueType type() {
    return type;
  }

  public Shape shape() {
    return type.shape();
  }

  /**
   * Whether the value can be computed before any run: no graph input and no batch size is in it.
   */
  public boolean isConstant() {
    return constant;
  }

  /** {@code relu1 = Relu(conv1) : real[N,32,28,28]}. */
  @Override
  public String toString() {
    String arguments = inputs.stream().map(Node::name).collect(Collectors.joining(", "));
    return name + " = " + op.print(arguments) + " : " + type;
  }
}

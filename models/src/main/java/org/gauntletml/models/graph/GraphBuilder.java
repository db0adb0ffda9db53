package org.gauntletml.models.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gauntletml.models.BadInput;

/**
 * Makes nodes: checks and infers types on the spot, names them, and answers the same node when the
 * same operation on the same inputs is asked for twice. Used by front ends, by gradients and by
 * rewrites alike. What ONNX has as one operator but is a few primitives here is in {@link
 * Activations}, {@link Normalizations}, {@link Resampling} and {@link Interpolation}.
 */
public final class GraphBuilder implements Arithmetic {
  private record Key(Op op, List<Node> inputs) {}

  private final Map<Key, Node> known = new HashMap<>();
  private final Map<Double, Node> scalars = new HashMap<>();
  private final Names names = new Names();
  private final List<Node> inputs = new ArrayList<>();
  private final Map<String, Node> outputs = new LinkedHashMap<>();

  /** A builder that goes on where a graph ends: its nodes may be used, its names are taken. */
  public static GraphBuilder extending(Graph graph) {
    GraphBuilder b = new GraphBuilder();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Leaf) {
        b.adopt(node);
      } else {
        b.names.adopt(node.name());
        b.known.putIfAbsent(new Key(node.op(), node.inputs()), node);
      }
    }
    return b;
  }

  /** Takes over inputs and constants of another graph as they are. */
  GraphBuilder adopt(Node leaf) {
    names.adopt(leaf.name());
    if (leaf.op() instanceof Leaf.Input) {
      inputs.add(leaf);
    } else if (leaf.op() instanceof Leaf.Constant constant && constant.isScalar()) {
      scalars.putIfAbsent(constant.value().doubles()[0], leaf);
    }
    return this;
  }

  /** Names of nodes made from now on start with {@code scope}; front ends set the layer's name. */
  public GraphBuilder at(String scope) {
    names.at(scope);
    return this;
  }

  /** A new graph input. */
  public Node input(String name, ValueType type) {
    names.take("graph input", name);
    Node node = new Node(name, new Leaf.Input(type), List.of(), type);
    inputs.add(node);
    return node;
  }

  /** A new graph input of reals {@code [N, dims...]}. */
  public Node input(String name, long... dims) {
    return input(name, ValueType.real(Shape.batched(dims)));
  }

  /** A parameter: a constant that a refresh replaces under this name. */
  public Node parameter(String name, Tensor value) {
    names.take("parameter", name);
    return new Node(name, new Leaf.Constant(value, false), List.of(), value.type());
  }

  /** A constant that never changes. */
  public Node constant(Tensor value) {
    return new Node(names.constant(), new Leaf.Constant(value, true), List.of(), value.type());
  }

  /** A real of shape {@code []} that never changes. */
  public Node scalar(double value) {
    return scalars.computeIfAbsent(value, v -> constant(Tensor.scalar(v)));
  }

  /**
   * The value of {@code op} applied to {@code inputs}.
   *
   * @throws BadInput naming the node if the operation refuses these inputs
   */
  @Override
  public Node add(Op op, Node... inputs) {
    return add(op, List.of(inputs));
  }

  /** As {@link #add(Op, Node...)}. */
  @Override
  public Node add(Op op, List<Node> inputs) {
    return known.computeIfAbsent(
        new Key(op, inputs),
        key -> {
          String name = names.node(op.onnxName());
          String who = "node '" + name + "' = " + op.print("...");
          Arguments arguments = new Arguments(who, inputs.stream().map(Node::type).toList());
          return new Node(name, op, inputs, op.infer(arguments));
        });
  }

  /** Declares a value a result of the graph under this name. */
  public GraphBuilder output(String name, Node value) {
    if (outputs.putIfAbsent(name, value) != null) {
      throw BadInput.of("graph output '" + name + "'", "a name that is not taken", name);
    }
    return this;
  }

  /** The graph from all inputs to all declared outputs. */
  public Graph build() {
    return Graph.of(inputs, outputs);
  }
}

package org.gauntletml.models.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.gauntletml.models.BadInput;

/**
 * Makes nodes: checks and infers types on the spot, names them, and answers the same node when the
 * same operation on the same inputs is asked for twice. Used by front ends, by gradients and by
 * rewrites alike. What ONNX has as one operator but is a few primitives here is in {@link
 * Activations}, {@link Normalizations} and {@link Resampling}.
 */
public final class GraphBuilder {
  private static final String CONSTANT = "constant";

  private record Key(Op op, List<Node> inputs) {}

  private final Map<Key, Node> known = new HashMap<>();
  private final Map<Double, Node> scalars = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Integer> counters = new HashMap<>();
  private final List<Node> inputs = new ArrayList<>();
  private final Map<String, Node> outputs = new LinkedHashMap<>();
  private String scope = "";

  /** A builder that goes on where a graph ends: its nodes may be used, its names are taken. */
  public static GraphBuilder extending(Graph graph) {
    GraphBuilder b = new GraphBuilder();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Leaf) {
        b.adopt(node);
      } else {
        b.names.add(node.name());
        b.known.putIfAbsent(new Key(node.op(), node.inputs()), node);
      }
    }
    return b;
  }

  /** Takes over inputs and constants of another graph as they are. */
  GraphBuilder adopt(Node leaf) {
    names.add(leaf.name());
    if (leaf.op() instanceof Leaf.Input) {
      inputs.add(leaf);
    } else if (isScalar(leaf)) {
      scalars.putIfAbsent(((Leaf.Constant) leaf.op()).value().doubles()[0], leaf);
    }
    return this;
  }

  /** Names of nodes made from now on start with {@code scope}; front ends set the layer's name. */
  public GraphBuilder at(String scope) {
    this.scope = scope;
    return this;
  }

  /** A new graph input. */
  public Node input(String name, ValueType type) {
    if (!names.add(name)) {
      throw BadInput.of("graph input '" + name + "'", "a name that is not taken", name);
    }
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
    if (!names.add(name)) {
      throw BadInput.of("parameter '" + name + "'", "a name that is not taken", name);
    }
    return new Node(name, new Leaf.Constant(value, false), List.of(), value.type());
  }

  /** A constant that never changes. */
  public Node constant(Tensor value) {
    return new Node(fresh(CONSTANT), new Leaf.Constant(value, true), List.of(), value.type());
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
  public Node add(Op op, Node... inputs) {
    return add(op, List.of(inputs));
  }

  /** As {@link #add(Op, Node...)}. */
  public Node add(Op op, List<Node> inputs) {
    return known.computeIfAbsent(
        new Key(op, inputs),
        key -> {
          String name = fresh(op.onnxName());
          String who = "node '" + name + "' = " + op.print("...");
          Arguments arguments = new Arguments(who, inputs.stream().map(Node::type).toList());
          return new Node(name, op, inputs, op.infer(arguments));
        });
  }

  /** The first node of a scope is named like the scope, further ones {@code scope/kind}. */
  private String fresh(String kind) {
    if (!scope.isEmpty() && !kind.equals(CONSTANT) && names.add(scope)) {
      return scope;
    }
    String stem = scope.isEmpty() ? kind : scope + "/" + kind;
    String name = stem;
    while (!names.add(name)) {
      name = stem + "_" + counters.merge(stem, 1, Integer::sum);
    }
    return name;
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

  // ---- arithmetic ----

  public Node add(Node x, Node y) {
    return add(new Binary.Add(), x, y);
  }

  public Node sub(Node x, Node y) {
    return add(new Binary.Sub(), x, y);
  }

  public Node mul(Node x, Node y) {
    return is(x, 1) && broadcastsInto(x, y)
        ? y
        : is(y, 1) && broadcastsInto(y, x) ? x : add(new Binary.Mul(), x, y);
  }

  public Node div(Node x, Node y) {
    return add(new Binary.Div(), x, y);
  }

  public Node pow(Node x, Node y) {
    return is(y, 1) ? x : is(y, 2) ? mul(x, x) : is(y, 0.5) ? sqrt(x) : add(new Binary.Pow(), x, y);
  }

  public Node neg(Node x) {
    return add(new Unary.Neg(), x);
  }

  public Node exp(Node x) {
    return add(new Unary.Exp(), x);
  }

  public Node log(Node x) {
    return add(new Unary.Log(), x);
  }

  public Node sqrt(Node x) {
    return add(new Unary.Sqrt(), x);
  }

  public Node abs(Node x) {
    return add(new Unary.Abs(), x);
  }

  public Node sign(Node x) {
    return add(new Unary.Sign(), x);
  }

  public Node relu(Node x) {
    return add(new Unary.Relu(), x);
  }

  public Node sigmoid(Node x) {
    return add(new Unary.Sigmoid(), x);
  }

  public Node tanh(Node x) {
    return add(new Unary.Tanh(), x);
  }

  public Node clip(Node x, double min, double max) {
    return add(new Unary.Clip(min, max), x);
  }

  // ---- logic ----

  public Node greater(Node x, Node y) {
    return add(new Logic.Greater(), x, y);
  }

  public Node equal(Node x, Node y) {
    return add(new Logic.Equal(), x, y);
  }

  /** Truth values or integers as reals. */
  public Node cast(Node x) {
    return add(new Logic.Cast(), x);
  }

  public Node where(Node condition, Node then, Node otherwise) {
    return add(new Logic.Where(), condition, then, otherwise);
  }

  // ---- products ----

  public Node matMul(Node x, Node y) {
    return add(new Linear.MatMul(), x, y);
  }

  /** {@code x [M,K]}, {@code weights [K,L]}, {@code bias [L]}. */
  public Node gemm(Node x, Node weights, Node bias) {
    return add(new Linear.Gemm(false), x, weights, bias);
  }

  // ---- reductions ----

  public Node sum(Node x, int... axes) {
    return axes.length == 0 ? x : add(new Reduction.ReduceSum(axes(x, axes), true), x);
  }

  public Node mean(Node x, int... axes) {
    return axes.length == 0 ? x : add(new Reduction.ReduceMean(axes(x, axes), true), x);
  }

  public Node softmax(Node x, int axis) {
    return add(new Reduction.Softmax(x.shape().axis(axis)), x);
  }

  private static List<Integer> axes(Node x, int... axes) {
    return IntStream.of(axes).map(x.shape()::axis).sorted().boxed().toList();
  }

  /** Undoes a broadcast: sums {@code x} over the axes along which {@code shape} was copied. */
  public Node sumTo(Node x, Shape shape) {
    Shape from = x.shape();
    if (from.equals(shape)) {
      return x;
    }
    int added = from.rank() - shape.rank();
    int[] axes =
        IntStream.range(0, from.rank())
            .filter(i -> i < added || shape.dim(i - added) != from.dim(i))
            .toArray();
    int batch = from.batchAxis();
    int[] own = IntStream.of(axes).filter(i -> i != batch).toArray();
    Node summed = sum(x, own);
    return reshape(own.length == axes.length ? summed : batchSum(summed), shape);
  }

  /** The sum over all examples; their axis stays as 1. */
  public Node batchSum(Node x) {
    return add(new Reduction.BatchSum(x.shape().batchAxis()), x);
  }

  // ---- layout ----

  public Node reshape(Node x, Shape shape) {
    if (x.shape().equals(shape)) {
      return x;
    }
    return x.op() instanceof Layout.Reshape
        ? reshape(x.input(0), shape)
        : add(new Layout.Reshape(shape), x);
  }

  /** {@code [N, everything else]}. */
  public Node flatten(Node x) {
    long[] dims = x.shape().dims();
    return reshape(x, Shape.of(dims[0], Shape.product(x.shape().dims(1, dims.length))));
  }

  public Node transpose(Node x, int... perm) {
    if (IntStream.range(0, perm.length).allMatch(i -> perm[i] == i)
        && perm.length == x.shape().rank()) {
      return x;
    }
    return x.op() instanceof Layout.Transpose before && before.perm().size() == perm.length
        ? transpose(x.input(0), IntStream.of(perm).map(before.perm()::get).toArray())
        : add(new Layout.Transpose(IntStream.of(perm).boxed().toList()), x);
  }

  public Node expand(Node x, Shape shape) {
    return x.shape().equals(shape) ? x : add(new Layout.Expand(shape), x);
  }

  public Node concat(int axis, List<Node> parts) {
    return parts.size() == 1
        ? parts.get(0)
        : add(new Layout.Concat(parts.get(0).shape().axis(axis)), parts);
  }

  /** {@code count} elements from {@code start} along one axis. */
  public Node slice(Node x, int axis, long start, long count) {
    return start == 0 && count == x.shape().dim(axis)
        ? x
        : add(
            new Layout.Slice(
                List.of(x.shape().axis(axis)), List.of(start), List.of(count), List.of(1L)),
            x);
  }

  /** Zeros before and after one axis. */
  public Node pad(Node x, int axis, long before, long after) {
    int at = x.shape().axis(axis);
    return before + after == 0
        ? x
        : add(
            new Layout.Pad(
                IntStream.range(0, x.shape().rank()).mapToObj(i -> i == at ? before : 0L).toList(),
                IntStream.range(0, x.shape().rank()).mapToObj(i -> i == at ? after : 0L).toList(),
                0),
            x);
  }

  private static boolean is(Node x, double value) {
    return isScalar(x) && ((Leaf.Constant) x.op()).value().doubles()[0] == value;
  }

  /**
   * Whether {@code x} is one of the reals made by {@link #scalar}, which a refresh cannot change.
   */
  private static boolean isScalar(Node x) {
    return x.op() instanceof Leaf.Constant c
        && c.literal()
        && c.value().shape().rank() == 0
        && c.value().isDouble();
  }

  private static boolean broadcastsInto(Node scalar, Node other) {
    return scalar.shape().rank() == 0 && other.type().element() == ElementType.REAL;
  }
}

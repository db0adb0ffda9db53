package org.gauntletml.models.graph.assembly;

import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Leaf;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.jspecify.annotations.Nullable;

/** One operator being read: its inputs and attributes, with their ONNX defaults. */
final class Call {
  final GraphBuilder b;
  private final NamedNode node;
  private final Dialect dialect;
  private final List<@Nullable Value> inputs;

  Call(GraphBuilder b, NamedNode node, Dialect dialect, List<@Nullable Value> inputs) {
    this.b = b;
    this.node = node;
    this.dialect = dialect;
    this.inputs = inputs;
  }

  Dialect dialect() {
    return dialect;
  }

  int count() {
    return inputs.size();
  }

  int outputs() {
    return node.outputs().size();
  }

  /** Whether somebody may want output {@code i}. */
  boolean hasOutput(int i) {
    return i < node.outputs().size() && !node.outputs().get(i).isEmpty();
  }

  boolean has(int i) {
    return i < inputs.size() && inputs.get(i) != null;
  }

  /** A required input. */
  Node in(int i) {
    Node input = value(i).node(b);
    if (input == null) {
      throw refuse(
          "inputs that are the same for every example",
          "input " + i + ", which depends on the batch size");
    }
    return input;
  }

  private Value value(int i) {
    Value input = i < inputs.size() ? inputs.get(i) : null;
    if (input == null) {
      throw refuse("at least " + (i + 1) + " inputs", node.inputs());
    }
    return input;
  }

  /** The inputs that are there; an optional one may be missing at the end only. */
  List<Node> all() {
    return IntStream.range(0, count()).filter(this::has).mapToObj(this::in).toList();
  }

  Shape shape() {
    return in(0).shape();
  }

  /** What is known of an input while the model is read; null where it depends on the examples. */
  @Nullable Known known(int i) {
    return value(i).known();
  }

  /** Integers given as a constant input. */
  long[] longs(int i) {
    Known known = known(i);
    if (known == null || !known.isFixed()) {
      throw unresolved(i);
    }
    return known.longs(0);
  }

  /**
   * A shape that an input tells, at every batch size.
   *
   * @param resolve from the dimensions of input 0 and the integers of input {@code i} to the
   *     dimensions of the result
   */
  Shape shape(int i, BiFunction<long[], long[], long[]> resolve) {
    Known known = known(i);
    if (known == null) {
      throw unresolved(i);
    }
    return shape(sample -> known.longs(sample), resolve);
  }

  /** As {@link #shape(int, BiFunction)} of integers that are the same at every batch size. */
  Shape shape(
      java.util.function.IntFunction<long[]> wanted, BiFunction<long[], long[], long[]> resolve) {
    Shape shape =
        Known.fit(
            sample -> resolve.apply(shape().at(Known.BATCHES.get(sample)), wanted.apply(sample)));
    if (shape == null) {
      throw refuse("a shape that is fixed but for the batch", "one that is not");
    }
    return shape;
  }

  private BadInput unresolved(int i) {
    return refuse(
        "input " + i + " to be known when the model is read",
        "'" + node.inputs().get(i) + "', which depends on the examples or their number");
  }

  /** Reals given as a constant input. */
  double[] reals(int i) {
    return constant(i).doubles();
  }

  /** A real given as a constant input, or the default where it is left out. */
  double real(int i, double missing) {
    return has(i) ? constant(i).doubles()[0] : missing;
  }

  /** A constant input. */
  Tensor constant(int i) {
    Known known = known(i);
    if (known != null && known.isFixed()) {
      return known.at(0);
    }
    if (in(i).op() instanceof Leaf.Constant constant) {
      return constant.value();
    }
    throw unresolved(i);
  }

  boolean hasAttribute(String name) {
    return node.attributes().containsKey(name);
  }

  long integer(String name, long missing) {
    return attribute(name, missing, Long.class, "an integer");
  }

  double real(String name, double missing) {
    return attribute(name, missing, Number.class, "a real").doubleValue();
  }

  String text(String name, String missing) {
    return attribute(name, missing, String.class, "a text");
  }

  /** Integers of an attribute. */
  long[] list(String name, long... missing) {
    return hasAttribute(name)
        ? numbers(name).stream().mapToLong(v -> ((Number) v).longValue()).toArray()
        : missing;
  }

  /** Reals of an attribute. */
  double[] realList(String name) {
    return numbers(name).stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
  }

  private List<?> numbers(String name) {
    List<?> list = attribute(name, List.of(), List.class, "a list of numbers");
    if (!hasAttribute(name) || !list.stream().allMatch(Number.class::isInstance)) {
      throw refuse("attribute " + name + " to be a list of numbers", node.attributes().get(name));
    }
    return list;
  }

  /** A tensor of an attribute. */
  Tensor tensor(String name) {
    return attribute(name, "none", Tensor.class, "a tensor");
  }

  private <T> T attribute(String name, Object missing, Class<T> type, String expected) {
    Object value = node.attributes().getOrDefault(name, missing);
    if (!type.isInstance(value)) {
      throw refuse("attribute " + name + " to be " + expected, value);
    }
    return type.cast(value);
  }

  /** Integers that newer operator sets pass as an input and older ones as an attribute. */
  long @Nullable [] either(int input, String attribute) {
    return has(input) ? longs(input) : hasAttribute(attribute) ? list(attribute) : null;
  }

  BadInput refuse(String expected, @Nullable Object got) {
    return BadInput.of(node.who(), expected, Objects.toString(got));
  }
}

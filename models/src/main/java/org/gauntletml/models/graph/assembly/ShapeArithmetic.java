package org.gauntletml.models.graph.assembly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a model computes from literals and shapes, computed while it is read: exporters write a
 * reshape as a chain of a dozen operators that ask a value for its shape.
 */
final class ShapeArithmetic {
  /** More values than this are no shape, and are left to a runtime. */
  static final int MOST = 1 << 16;

  private static final List<Long> REAL_TYPES = List.of(1L, 10L, 11L, 16L);
  private static final long BOOLEAN_TYPE = 9;

  /** Operators that are computed here or not at all, from one sample of their inputs. */
  private static final Map<String, Function<Call, Tensor>> OPERATORS =
      Map.of(
          "Constant", ShapeArithmetic::constant,
          "ConstantOfShape", ShapeArithmetic::filled,
          "Range", ShapeArithmetic::range,
          "Cast", c -> cast(c.constant(0), c.integer("to", 0)),
          "Mod", c -> elementwise(c, (p, q) -> p - q * Math.floor(p / q)),
          "ReduceProd", ShapeArithmetic::product);

  private final NamedNode node;
  private final Dialect dialect;
  private final List<@Nullable Value> inputs;

  private ShapeArithmetic(NamedNode node, Dialect dialect, List<@Nullable Value> inputs) {
    this.node = node;
    this.dialect = dialect;
    this.inputs = inputs;
  }

  /** The outputs of a node; null if it needs more than shapes and literals, or is too large. */
  static @Nullable List<Known> of(NamedNode node, Dialect dialect, List<@Nullable Value> inputs) {
    return new ShapeArithmetic(node, dialect, inputs).compute();
  }

  private @Nullable List<Known> compute() {
    if (node.operator().equals("Shape") || node.operator().equals("Size")) {
      return List.of(shape());
    }
    List<Known> known = new ArrayList<>();
    for (Value input : inputs) {
      Known one = input == null ? null : input.known();
      if (one != null) {
        known.add(one);
      } else if (input != null) {
        return null;
      }
    }
    int samples = known.stream().allMatch(Known::isFixed) ? 1 : Known.BATCHES.size();
    List<List<Tensor>> results = new ArrayList<>();
    ElementType kind = ElementType.REAL;
    Function<Call, Tensor> special = OPERATORS.get(node.operator());
    Operator operator = Vocabulary.OPERATORS.get(node.operator());
    for (int i = 0; i < samples; i++) {
      GraphBuilder b = new GraphBuilder();
      Call call = new Call(b, node, dialect, sample(i));
      List<Tensor> values = new ArrayList<>();
      if (special != null) {
        values.add(special.apply(call));
        kind = kind(call, known);
      } else if (operator != null) {
        List<Node> made = operator.build().apply(call);
        if (!made.stream().allMatch(m -> m.shape().size() <= MOST && Interpreter.knows(m))) {
          return null;
        }
        made.forEach(m -> values.add(truncated(Interpreter.value(m), known)));
        kind =
            made.get(0).type().element() == ElementType.BOOLEAN ? ElementType.BOOLEAN : of(known);
      } else {
        return null;
      }
      results.add(values);
    }
    ElementType whole = kind;
    List<Known> outputs =
        IntStream.range(0, results.get(0).size())
            .mapToObj(out -> new Known(results.stream().map(r -> r.get(out)).toList(), whole))
            .toList();
    return outputs.stream().allMatch(Known::isUsable) ? outputs : null;
  }

  private Known shape() {
    Value x = Objects.requireNonNull(inputs.get(0));
    Node value = x.node(new GraphBuilder());
    Known dims;
    if (value != null) {
      dims = Known.shape(value.shape());
    } else {
      Known known = Objects.requireNonNull(x.known());
      dims =
          Known.sampled(
              i -> vector(Arrays.stream(known.at(i).shape().dims()).asDoubleStream().toArray()),
              ElementType.INTEGER);
    }
    boolean size = node.operator().equals("Size");
    Call call = new Call(new GraphBuilder(), node, dialect, inputs);
    return new Known(
        dims.at().stream()
            .map(
                tensor -> {
                  double[] all = tensor.doubles();
                  return size
                      ? Tensor.scalar(DoubleStream.of(all).reduce(1, (p, q) -> p * q))
                      : vector(
                          Arrays.copyOfRange(
                              all,
                              place(call.integer("start", 0), all.length),
                              place(call.integer("end", all.length), all.length)));
                })
            .toList(),
        ElementType.INTEGER);
  }

  private static int place(long index, int rank) {
    return (int) Math.max(0, Math.min(rank, index < 0 ? index + rank : index));
  }

  private List<@Nullable Value> sample(int i) {
    List<@Nullable Value> sample = new ArrayList<>();
    for (Value input : inputs) {
      Known known = input == null ? null : input.known();
      sample.add(known == null ? null : Value.of(new Known(List.of(known.at(i)), known.kind())));
    }
    return sample;
  }

  /** What a result stands for if it is no comparison. */
  private ElementType of(List<Known> known) {
    if (known.isEmpty() || node.operator().equals("DequantizeLinear")) {
      return ElementType.REAL;
    }
    return known.get(node.operator().equals("Where") ? 1 : 0).kind();
  }

  private Tensor truncated(Tensor result, List<Known> known) {
    return node.operator().equals("Div") && of(known) == ElementType.INTEGER
        ? cast(result, 7)
        : result;
  }

  private ElementType kind(Call call, List<Known> known) {
    return switch (node.operator()) {
      case "Constant" ->
          call.hasAttribute("value")
              ? call.tensor("value").element()
              : call.hasAttribute("value_int") || call.hasAttribute("value_ints")
                  ? ElementType.INTEGER
                  : ElementType.REAL;
      case "ConstantOfShape" ->
          call.hasAttribute("value") ? call.tensor("value").element() : ElementType.REAL;
      case "Cast" -> {
        long to = call.integer("to", 0);
        yield to == BOOLEAN_TYPE
            ? ElementType.BOOLEAN
            : REAL_TYPES.contains(to) ? ElementType.REAL : ElementType.INTEGER;
      }
      default -> of(known);
    };
  }

  private static Tensor constant(Call c) {
    if (c.hasAttribute("value_int")) {
      return Tensor.scalar((double) c.integer("value_int", 0));
    } else if (c.hasAttribute("value_float")) {
      return Tensor.scalar(c.real("value_float", 0));
    } else if (c.hasAttribute("value_ints")) {
      return vector(c.realList("value_ints"));
    } else if (c.hasAttribute("value_floats")) {
      return vector(c.realList("value_floats"));
    }
    return Known.of(c.tensor("value")).at(0);
  }

  private static Tensor filled(Call c) {
    long[] dims = c.longs(0);
    double value = c.hasAttribute("value") ? c.tensor("value").doubles()[0] : 0;
    if (Shape.product(dims) > MOST) {
      throw c.refuse("a constant of at most " + MOST + " values", Arrays.toString(dims));
    }
    double[] values = new double[(int) Shape.product(dims)];
    Arrays.fill(values, value);
    return Tensor.of(values, dims);
  }

  private static Tensor range(Call c) {
    double start = c.real(0, 0);
    double limit = c.real(1, 0);
    double delta = c.real(2, 1);
    double count = Math.max(0, Math.ceil((limit - start) / delta));
    if (!(count <= MOST)) {
      throw c.refuse("a range of at most " + MOST + " values", count);
    }
    return vector(IntStream.range(0, (int) count).mapToDouble(i -> start + i * delta).toArray());
  }

  private static Tensor cast(Tensor x, long to) {
    return REAL_TYPES.contains(to)
        ? x
        : Tensor.of(
            DoubleStream.of(x.doubles())
                .map(
                    v ->
                        to == BOOLEAN_TYPE
                            ? (v != 0 ? 1 : 0)
                            : v < 0 ? Math.ceil(v) : Math.floor(v))
                .toArray(),
            x.shape().dims());
  }

  private static Tensor elementwise(Call c, java.util.function.DoubleBinaryOperator f) {
    double[] x = c.reals(0);
    double[] y = c.reals(1);
    if (y.length != 1 && y.length != x.length) {
      throw c.refuse("operands of the same size", x.length + " and " + y.length);
    }
    return Tensor.of(
        IntStream.range(0, x.length)
            .mapToDouble(i -> f.applyAsDouble(x[i], y[y.length == 1 ? 0 : i]))
            .toArray(),
        c.constant(0).shape().dims());
  }

  private static Tensor product(Call c) {
    double[] x = c.reals(0);
    double all = DoubleStream.of(x).reduce(1, (p, q) -> p * q);
    return c.integer("keepdims", 1) != 0 ? vector(all) : Tensor.scalar(all);
  }

  private static Tensor vector(double... values) {
    return Tensor.of(values, values.length);
  }
}

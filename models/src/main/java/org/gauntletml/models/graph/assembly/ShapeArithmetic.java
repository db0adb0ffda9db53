package org.gauntletml.models.graph.assembly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a model computes from literals and shapes, computed while it is read: exporters write a
 * reshape as a chain of a dozen operators that ask a value for its shape.
 */
final class ShapeArithmetic {
  /** More values than this are no shape, and are left to a runtime. */
  static final int MOST = 1 << 16;

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
    LiteralOperator literal = LiteralOperator.ALL.get(node.operator());
    Operator operator = Vocabulary.OPERATORS.get(node.operator());
    for (int i = 0; i < samples; i++) {
      GraphBuilder b = new GraphBuilder();
      Call call = new Call(b, node, dialect, sample(i));
      List<Tensor> values = new ArrayList<>();
      if (literal != null) {
        values.add(literal.value().apply(call));
        kind = literal.kind().apply(call, of(known));
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
        ? LiteralOperator.whole(result)
        : result;
  }

  private static Tensor vector(double... values) {
    return Tensor.of(values, values.length);
  }
}

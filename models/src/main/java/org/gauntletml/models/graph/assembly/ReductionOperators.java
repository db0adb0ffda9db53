package org.gauntletml.models.graph.assembly;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Op;
import org.gauntletml.models.graph.Reduction;
import org.gauntletml.models.graph.Shape;

/** Operators that fold axes. */
final class ReductionOperators {
  private static final Set<String> ATTRIBUTES = Set.of("axes", "keepdims", "noop_with_empty_axes");

  private ReductionOperators() {}

  static void register(Vocabulary v) {
    v.add("ReduceSum", ATTRIBUTES, c -> fold(c, c.in(0), Reduction.ReduceSum::new));
    v.add("ReduceMean", ATTRIBUTES, c -> fold(c, c.in(0), Reduction.ReduceMean::new));
    v.add("ReduceMax", ATTRIBUTES, c -> fold(c, c.in(0), Reduction.ReduceMax::new));
    v.add(
        "ReduceMin", ATTRIBUTES, c -> c.b.neg(fold(c, c.b.neg(c.in(0)), Reduction.ReduceMax::new)));
    v.add("ReduceL1", ATTRIBUTES, c -> fold(c, c.b.abs(c.in(0)), Reduction.ReduceSum::new));
    v.add(
        "ReduceL2",
        ATTRIBUTES,
        c -> c.b.sqrt(fold(c, c.b.mul(c.in(0), c.in(0)), Reduction.ReduceSum::new)));
    v.add(
        "ReduceSumSquare",
        ATTRIBUTES,
        c -> fold(c, c.b.mul(c.in(0), c.in(0)), Reduction.ReduceSum::new));
    v.add("ReduceLogSum", ATTRIBUTES, c -> c.b.log(fold(c, c.in(0), Reduction.ReduceSum::new)));
    v.add("ReduceLogSumExp", ATTRIBUTES, ReductionOperators::logSumExp);
    v.add("Softmax", Set.of("axis"), c -> along(c, Reduction.Softmax::new));
    v.add("LogSoftmax", Set.of("axis"), c -> along(c, Reduction.LogSoftmax::new));
    v.add("LpNormalization", Set.of("axis", "p"), ReductionOperators::lpNormalization);
  }

  /** Without overflow: the largest value is taken out first. */
  private static Node logSumExp(Call c) {
    Node x = c.in(0);
    Node largest = fold(c, x, (axes, keep) -> new Reduction.ReduceMax(axes, true));
    Node sum = fold(c, c.b.exp(c.b.sub(x, largest)), Reduction.ReduceSum::new);
    return c.b.add(c.b.log(sum), c.b.reshape(largest, sum.shape()));
  }

  /** Before operator set 13 all axes from the given one on are one. */
  private static Node along(Call c, IntFunction<Op> op) {
    Shape shape = c.shape();
    boolean old = c.dialect().operatorSet() < 13;
    int axis = shape.axis((int) c.integer("axis", old ? 1 : -1));
    if (!old || axis == shape.rank() - 1) {
      return c.b.add(op.apply(axis), c.in(0));
    }
    long rows = Shape.product(shape.dims(0, axis));
    long columns = Shape.product(shape.dims(axis, shape.rank()));
    Node flat = c.b.reshape(c.in(0), Shape.of(rows, columns));
    return c.b.reshape(c.b.add(op.apply(1), flat), shape);
  }

  private static Node lpNormalization(Call c) {
    int axis = c.shape().axis((int) c.integer("axis", -1));
    Node x = c.in(0);
    Node norm =
        c.integer("p", 2) == 1 ? c.b.sum(c.b.abs(x), axis) : c.b.sqrt(c.b.sum(c.b.mul(x, x), axis));
    return c.b.div(x, norm);
  }

  private static Node fold(Call c, Node x, BiFunction<List<Integer>, Boolean, Op> op) {
    Shape shape = x.shape();
    long[] given = c.either(1, "axes");
    if ((given == null || given.length == 0) && c.integer("noop_with_empty_axes", 0) != 0) {
      return x;
    }
    List<Integer> axes =
        given == null || given.length == 0
            ? IntStream.range(0, shape.rank()).boxed().toList()
            : Arrays.stream(given).mapToObj(a -> shape.axis((int) a)).toList();
    return c.b.add(op.apply(axes, c.integer("keepdims", 1) != 0), x);
  }
}

package org.gauntletml.models.graph.assembly;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.gauntletml.models.graph.Binary;
import org.gauntletml.models.graph.Layout;
import org.gauntletml.models.graph.Leaf;
import org.gauntletml.models.graph.Logic;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Op;
import org.gauntletml.models.graph.Reduction;
import org.gauntletml.models.graph.Selection;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.Unary;

/**
 * Values of constant nodes in plain Java: for the few numbers that shapes are computed from, where
 * a runtime would take longer to start. Truth values are 0 and 1.
 */
final class Interpreter {
  private static final Map<Class<? extends Op>, DoubleUnaryOperator> UNARY =
      Map.ofEntries(
          Map.entry(Unary.Neg.class, v -> -v),
          Map.entry(Unary.Abs.class, Math::abs),
          Map.entry(Unary.Sqrt.class, Math::sqrt),
          Map.entry(Unary.Exp.class, Math::exp),
          Map.entry(Unary.Log.class, Math::log),
          Map.entry(Unary.Floor.class, Math::floor),
          Map.entry(Unary.Sign.class, Math::signum),
          Map.entry(Unary.Sin.class, Math::sin),
          Map.entry(Unary.Cos.class, Math::cos),
          Map.entry(Unary.Tanh.class, Math::tanh),
          Map.entry(Unary.Relu.class, v -> Math.max(0, v)),
          Map.entry(Unary.Sigmoid.class, v -> 1 / (1 + Math.exp(-v))),
          Map.entry(Logic.Not.class, v -> 1 - v),
          Map.entry(Logic.Cast.class, v -> v));

  private static final Map<Class<? extends Op>, DoubleBinaryOperator> BINARY =
      Map.ofEntries(
          Map.entry(Binary.Add.class, Double::sum),
          Map.entry(Binary.Sub.class, (p, q) -> p - q),
          Map.entry(Binary.Mul.class, (p, q) -> p * q),
          Map.entry(Binary.Div.class, (p, q) -> p / q),
          Map.entry(Binary.Pow.class, Math::pow),
          Map.entry(Binary.Min.class, Math::min),
          Map.entry(Binary.Max.class, Math::max),
          Map.entry(Logic.Greater.class, (p, q) -> p > q ? 1 : 0),
          Map.entry(Logic.GreaterOrEqual.class, (p, q) -> p >= q ? 1 : 0),
          Map.entry(Logic.Less.class, (p, q) -> p < q ? 1 : 0),
          Map.entry(Logic.LessOrEqual.class, (p, q) -> p <= q ? 1 : 0),
          Map.entry(Logic.Equal.class, (p, q) -> p == q ? 1 : 0),
          Map.entry(Logic.And.class, (p, q) -> p * q),
          Map.entry(Logic.Or.class, Math::max));

  private final Map<Node, double[]> values = new HashMap<>();

  private Interpreter() {}

  /** Whether {@link #value} can compute this node and all before it. */
  static boolean knows(Node node) {
    return (node.op() instanceof Leaf.Constant
            || node.op() instanceof Layout
            || node.op() instanceof Reduction.Fold
            || node.op() instanceof Logic.Where
            || UNARY.containsKey(node.op().getClass())
            || BINARY.containsKey(node.op().getClass()))
        && node.inputs().stream().allMatch(Interpreter::knows);
  }

  static Tensor value(Node node) {
    return Tensor.of(new Interpreter().compute(node), node.shape().dims());
  }

  private double[] compute(Node node) {
    double[] done = values.get(node);
    if (done == null) {
      List<double[]> inputs = node.inputs().stream().map(this::compute).toList();
      done = apply(node, inputs);
      values.put(node, done);
    }
    return done;
  }

  private static double[] apply(Node node, List<double[]> inputs) {
    Op op = node.op();
    DoubleUnaryOperator unary = UNARY.get(op.getClass());
    DoubleBinaryOperator binary = BINARY.get(op.getClass());
    if (op instanceof Leaf.Constant constant) {
      return constant.value().doubles();
    } else if (unary != null) {
      return each(node, (at, result) -> unary.applyAsDouble(inputs.get(0)[result]));
    } else if (binary != null) {
      return each(
          node,
          (at, result) ->
              binary.applyAsDouble(
                  broadcast(node, 0, at, inputs.get(0)), broadcast(node, 1, at, inputs.get(1))));
    } else if (op instanceof Logic.Where) {
      return each(
          node,
          (at, result) -> {
            int chosen = broadcast(node, 0, at, inputs.get(0)) != 0 ? 1 : 2;
            return broadcast(node, chosen, at, inputs.get(chosen));
          });
    } else if (op instanceof Reduction.Fold fold) {
      return fold(node, fold, inputs.get(0));
    }
    return move(node, inputs);
  }

  private static double[] move(Node node, List<double[]> inputs) {
    Op op = node.op();
    double[] x = inputs.get(0);
    Shape from = node.input(0).shape();
    if (op instanceof Layout.Reshape) {
      return x;
    } else if (op instanceof Layout.Expand) {
      return each(node, (at, result) -> broadcast(node, 0, at, x));
    } else if (op instanceof Layout.Transpose transpose) {
      return each(
          node,
          (at, result) -> {
            long[] source = new long[at.length];
            IntStream.range(0, at.length).forEach(i -> source[transpose.perm().get(i)] = at[i]);
            return x[offset(from, source)];
          });
    } else if (op instanceof Selection.Slice slice) {
      return each(
          node,
          (at, result) -> {
            long[] source = at.clone();
            for (int i = 0; i < slice.axes().size(); i++) {
              int axis = slice.axes().get(i);
              source[axis] = slice.starts().get(i) + at[axis] * slice.steps().get(i);
            }
            return x[offset(from, source)];
          });
    } else if (op instanceof Selection.Gather gather) {
      return each(node, (at, result) -> x[offset(from, gathered(gather, from.rank(), at))]);
    } else if (op instanceof Layout.Concat concat) {
      return each(
          node,
          (at, result) -> {
            long[] source = at.clone();
            int part = 0;
            while (source[concat.axis()] >= node.input(part).shape().dim(concat.axis())) {
              source[concat.axis()] -= node.input(part++).shape().dim(concat.axis());
            }
            return inputs.get(part)[offset(node.input(part).shape(), source)];
          });
    } else if (op instanceof Layout.Pad pad) {
      return each(
          node,
          (at, result) -> {
            long[] source = at.clone();
            boolean inside = true;
            for (int i = 0; i < source.length; i++) {
              source[i] -= pad.begin().get(i);
              inside &= source[i] >= 0 && source[i] < from.dim(i);
            }
            return inside ? x[offset(from, source)] : pad.value();
          });
    }
    throw new IllegalStateException("no plain Java for " + node);
  }

  private static long[] gathered(Selection.Gather gather, int rank, long... at) {
    int count = gather.indexShape().rank();
    long[] source = new long[rank];
    System.arraycopy(at, 0, source, 0, gather.axis());
    System.arraycopy(
        at, gather.axis() + count, source, gather.axis() + 1, rank - gather.axis() - 1);
    long[] index = java.util.Arrays.copyOfRange(at, gather.axis(), gather.axis() + count);
    source[gather.axis()] = gather.indices().get(offset(gather.indexShape(), index));
    return source;
  }

  private static double[] fold(Node node, Reduction.Fold fold, double... x) {
    Shape from = node.input(0).shape();
    double[] result = new double[(int) node.shape().size()];
    double[] counts = new double[result.length];
    boolean max = fold instanceof Reduction.ReduceMax;
    java.util.Arrays.fill(result, max ? Double.NEGATIVE_INFINITY : 0);
    for (int i = 0; i < x.length; i++) {
      long[] at = position(from, i);
      long[] kept =
          IntStream.range(0, at.length)
              .filter(axis -> fold.keepDims() || !fold.axes().contains(axis))
              .mapToLong(axis -> fold.axes().contains(axis) ? 0 : at[axis])
              .toArray();
      int to = offset(node.shape(), kept);
      result[to] = max ? Math.max(result[to], x[i]) : result[to] + x[i];
      counts[to]++;
    }
    for (int i = 0; fold instanceof Reduction.ReduceMean && i < result.length; i++) {
      result[i] /= counts[i];
    }
    return result;
  }

  /** One element of a result. */
  @FunctionalInterface
  private interface Element {
    double of(long[] at, int result);
  }

  private static double[] each(Node node, Element element) {
    double[] result = new double[(int) node.shape().size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = element.of(position(node.shape(), i), i);
    }
    return result;
  }

  private static double broadcast(Node node, int input, long[] at, double... x) {
    Shape from = node.input(input).shape();
    long[] source = new long[from.rank()];
    for (int i = 1; i <= source.length; i++) {
      source[source.length - i] = from.dim(-i) == 1 ? 0 : at[at.length - i];
    }
    return x[offset(from, source)];
  }

  private static long[] position(Shape shape, int index) {
    long[] at = new long[shape.rank()];
    long rest = index;
    for (int i = at.length; i-- > 0; ) {
      at[i] = rest % shape.dim(i);
      rest /= shape.dim(i);
    }
    return at;
  }

  private static int offset(Shape shape, long... at) {
    long offset = 0;
    for (int i = 0; i < at.length; i++) {
      offset = offset * shape.dim(i) + at[i];
    }
    return (int) offset;
  }
}

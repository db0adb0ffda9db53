package org.gauntletml.models.graph;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Short forms of the operations that compute, with NumPy's broadcasting. A product by 1 and the
 * like make no node.
 */
sealed interface Arithmetic extends Arrangement permits GraphBuilder {

  // ---- arithmetic ----

  default Node add(Node x, Node y) {
    return add(new Binary.Add(), x, y);
  }

  default Node sub(Node x, Node y) {
    return add(new Binary.Sub(), x, y);
  }

  default Node mul(Node x, Node y) {
    return is(x, 1) && broadcastsInto(x, y)
        ? y
        : is(y, 1) && broadcastsInto(y, x) ? x : add(new Binary.Mul(), x, y);
  }

  default Node div(Node x, Node y) {
    return add(new Binary.Div(), x, y);
  }

  default Node pow(Node x, Node y) {
    return is(y, 1) ? x : is(y, 2) ? mul(x, x) : is(y, 0.5) ? sqrt(x) : add(new Binary.Pow(), x, y);
  }

  default Node neg(Node x) {
    return add(new Unary.Neg(), x);
  }

  default Node exp(Node x) {
    return add(new Unary.Exp(), x);
  }

  default Node log(Node x) {
    return add(new Unary.Log(), x);
  }

  default Node sqrt(Node x) {
    return add(new Unary.Sqrt(), x);
  }

  default Node abs(Node x) {
    return add(new Unary.Abs(), x);
  }

  default Node sign(Node x) {
    return add(new Unary.Sign(), x);
  }

  default Node relu(Node x) {
    return add(new Unary.Relu(), x);
  }

  default Node sigmoid(Node x) {
    return add(new Unary.Sigmoid(), x);
  }

  default Node tanh(Node x) {
    return add(new Unary.Tanh(), x);
  }

  default Node clip(Node x, double min, double max) {
    return add(new Unary.Clip(min, max), x);
  }

  // ---- logic ----

  default Node greater(Node x, Node y) {
    return add(new Logic.Greater(), x, y);
  }

  default Node equal(Node x, Node y) {
    return add(new Logic.Equal(), x, y);
  }

  /** Truth values or integers as reals. */
  default Node cast(Node x) {
    return add(new Logic.Cast(), x);
  }

  default Node where(Node condition, Node then, Node otherwise) {
    return add(new Logic.Where(), condition, then, otherwise);
  }

  // ---- products ----

  default Node matMul(Node x, Node y) {
    return add(new Linear.MatMul(), x, y);
  }

  /** {@code x [M,K]}, {@code weights [K,L]}, {@code bias [L]}. */
  default Node gemm(Node x, Node weights, Node bias) {
    return add(new Linear.Gemm(false), x, weights, bias);
  }

  // ---- reductions ----

  default Node sum(Node x, int... axes) {
    return axes.length == 0 ? x : add(new Reduction.ReduceSum(axes(x, axes), true), x);
  }

  default Node mean(Node x, int... axes) {
    return axes.length == 0 ? x : add(new Reduction.ReduceMean(axes(x, axes), true), x);
  }

  default Node softmax(Node x, int axis) {
    return add(new Reduction.Softmax(x.shape().axis(axis)), x);
  }

  private static List<Integer> axes(Node x, int... axes) {
    return IntStream.of(axes).map(x.shape()::axis).sorted().boxed().toList();
  }

  /** Undoes a broadcast: sums {@code x} over the axes along which {@code shape} was copied. */
  default Node sumTo(Node x, Shape shape) {
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
  default Node batchSum(Node x) {
    return add(new Reduction.BatchSum(x.shape().batchAxis()), x);
  }

  private static boolean is(Node x, double value) {
    return x.op() instanceof Leaf.Constant c && c.isScalar() && c.value().doubles()[0] == value;
  }

  private static boolean broadcastsInto(Node scalar, Node other) {
    return scalar.shape().rank() == 0 && other.type().element() == ElementType.REAL;
  }
}

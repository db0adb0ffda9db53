package org.gauntletml.models.graph.assembly;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;

/**
 * An operator that is computed while the model is read or not at all, from one sample of its
 * inputs.
 *
 * @param value its result
 * @param kind what the result stands for, given what the inputs do
 */
record LiteralOperator(
    Function<Call, Tensor> value, BiFunction<Call, ElementType, ElementType> kind) {
  private static final List<Long> REAL_TYPES = List.of(1L, 10L, 11L, 16L);
  private static final long BOOLEAN_TYPE = 9;

  static final Map<String, LiteralOperator> ALL =
      Map.of(
          "Constant",
          new LiteralOperator(LiteralOperator::constant, (c, of) -> kindOfConstant(c)),
          "ConstantOfShape",
          new LiteralOperator(LiteralOperator::filled, (c, of) -> kindOfFilled(c)),
          "Range",
          likeItsInputs(LiteralOperator::range),
          "Cast",
          new LiteralOperator(LiteralOperator::cast, (c, of) -> kindOfCast(c)),
          "Mod",
          likeItsInputs(c -> elementwise(c, (p, q) -> p - q * Math.floor(p / q))),
          "ReduceProd",
          likeItsInputs(LiteralOperator::product));

  private static LiteralOperator likeItsInputs(Function<Call, Tensor> value) {
    return new LiteralOperator(value, (c, of) -> of);
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

  private static ElementType kindOfConstant(Call c) {
    return c.hasAttribute("value")
        ? c.tensor("value").element()
        : c.hasAttribute("value_int") || c.hasAttribute("value_ints")
            ? ElementType.INTEGER
            : ElementType.REAL;
  }

  private static Tensor filled(Call c) {
    long[] dims = c.longs(0);
    double value = c.hasAttribute("value") ? c.tensor("value").doubles()[0] : 0;
    if (Shape.product(dims) > ShapeArithmetic.MOST) {
      throw c.refuse(
          "a constant of at most " + ShapeArithmetic.MOST + " values", Arrays.toString(dims));
    }
    double[] values = new double[(int) Shape.product(dims)];
    Arrays.fill(values, value);
    return Tensor.of(values, dims);
  }

  private static ElementType kindOfFilled(Call c) {
    return c.hasAttribute("value") ? c.tensor("value").element() : ElementType.REAL;
  }

  private static Tensor range(Call c) {
    double start = c.real(0, 0);
    double limit = c.real(1, 0);
    double delta = c.real(2, 1);
    double count = Math.max(0, Math.ceil((limit - start) / delta));
    if (!(count <= ShapeArithmetic.MOST)) {
      throw c.refuse("a range of at most " + ShapeArithmetic.MOST + " values", count);
    }
    return vector(IntStream.range(0, (int) count).mapToDouble(i -> start + i * delta).toArray());
  }

  private static Tensor cast(Call c) {
    Tensor x = c.constant(0);
    long to = c.integer("to", 0);
    return REAL_TYPES.contains(to)
        ? x
        : to == BOOLEAN_TYPE ? mapped(x, v -> v != 0 ? 1 : 0) : whole(x);
  }

  private static ElementType kindOfCast(Call c) {
    long to = c.integer("to", 0);
    return to == BOOLEAN_TYPE
        ? ElementType.BOOLEAN
        : REAL_TYPES.contains(to) ? ElementType.REAL : ElementType.INTEGER;
  }

  /** Without what is behind the point, as integers divide. */
  static Tensor whole(Tensor x) {
    return mapped(x, v -> v < 0 ? Math.ceil(v) : Math.floor(v));
  }

  private static Tensor mapped(Tensor x, DoubleUnaryOperator f) {
    return Tensor.of(DoubleStream.of(x.doubles()).map(f).toArray(), x.shape().dims());
  }

  private static Tensor elementwise(Call c, DoubleBinaryOperator f) {
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

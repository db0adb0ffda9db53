package org.gauntletml.models.graph.assembly;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.gauntletml.models.graph.Activations;
import org.gauntletml.models.graph.Binary;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.Logic;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Op;
import org.gauntletml.models.graph.Unary;

/** Operators that work element by element. */
final class ElementwiseOperators {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private ElementwiseOperators() {}

  static void register(Vocabulary v) {
    List<Supplier<Op>> plain =
        List.of(
            Unary.Relu::new,
            Unary.Sigmoid::new,
            Unary.Tanh::new,
            Unary.Softplus::new,
            Unary.Neg::new,
            Unary.Exp::new,
            Unary.Log::new,
            Unary.Sqrt::new,
            Unary.Abs::new,
            Unary.Erf::new,
            Unary.Sin::new,
            Unary.Cos::new,
            Unary.Sign::new,
            Unary.Floor::new,
            Binary.Add::new,
            Binary.Sub::new,
            Binary.Mul::new,
            Binary.Div::new,
            Binary.PRelu::new,
            Logic.Greater::new,
            Logic.GreaterOrEqual::new,
            Logic.Less::new,
            Logic.LessOrEqual::new,
            Logic.Equal::new,
            Logic.And::new,
            Logic.Or::new,
            Logic.Not::new);
    for (Supplier<Op> op : plain) {
      v.add(op.get().onnxName(), Set.of(), c -> c.b.add(op.get(), c.all()));
    }
    v.add("Where", Set.of(), c -> c.b.where(truth(c, c.in(0)), c.in(1), c.in(2)));
    v.add("Pow", Set.of(), c -> c.b.pow(c.in(0), c.in(1)));
    v.add("Min", Set.of(), c -> fold(c, new Binary.Min()));
    v.add("Max", Set.of(), c -> fold(c, new Binary.Max()));
    v.add("Sum", Set.of(), c -> fold(c, new Binary.Add()));
    v.add("Mean", Set.of(), c -> c.b.mul(fold(c, new Binary.Add()), c.b.scalar(1.0 / c.count())));
    v.add("Ceil", Set.of(), c -> c.b.neg(c.b.add(new Unary.Floor(), c.b.neg(c.in(0)))));
    v.add("Celu", Set.of("alpha"), ElementwiseOperators::celu);
    v.add("Reciprocal", Set.of(), c -> c.b.div(c.b.scalar(1), c.in(0)));
    v.add("Softsign", Set.of(), c -> Activations.softsign(c.b, c.in(0)));
    v.add("HardSwish", Set.of(), c -> Activations.hardSwish(c.b, c.in(0)));
    v.add("Mish", Set.of(), c -> Activations.mish(c.b, c.in(0)));
    v.add("Swish", Set.of("alpha"), c -> Activations.swish(c.b, c.in(0), c.real("alpha", 1)));
    v.add("Gelu", Set.of("approximate"), ElementwiseOperators::gelu);
    v.add(
        "LeakyRelu",
        Set.of("alpha"),
        c -> c.b.add(new Unary.LeakyRelu(c.real("alpha", 0.01)), c.in(0)));
    v.add("Elu", Set.of("alpha"), c -> c.b.add(new Unary.Elu(c.real("alpha", 1)), c.in(0)));
    v.add("Selu", Set.of("alpha", "gamma"), ElementwiseOperators::selu);
    v.add(
        "ThresholdedRelu",
        Set.of("alpha"),
        c -> Activations.thresholdedRelu(c.b, c.in(0), c.real("alpha", 1)));
    v.add("HardSigmoid", Set.of("alpha", "beta"), ElementwiseOperators::hardSigmoid);
    v.add("Clip", Set.of("min", "max"), ElementwiseOperators::clip);
    v.add("Identity", Set.of(), c -> c.in(0));
    v.add("Dropout", Set.of("ratio", "seed"), ElementwiseOperators::dropout);
    v.add("Cast", Set.of("to", "saturate"), ElementwiseOperators::cast);
  }

  /** Truth values that a file stores are numbers here. */
  private static Node truth(Call c, Node x) {
    return x.type().element() == ElementType.BOOLEAN ? x : c.b.greater(x, c.b.scalar(0.5));
  }

  private static Node fold(Call c, Op op) {
    Node result = c.in(0);
    for (int i = 1; i < c.count(); i++) {
      result = c.b.add(op, result, c.in(i));
    }
    return result;
  }

  private static Node dropout(Call c) {
    if (c.has(2) && c.real(2, 0) != 0) {
      throw c.refuse("inference mode", "training_mode");
    }
    return c.in(0);
  }

  private static Node gelu(Call c) {
    String approximate = c.text("approximate", "none");
    return switch (approximate) {
      case "none" -> Activations.gelu(c.b, c.in(0));
      case "tanh" -> Activations.geluTanh(c.b, c.in(0));
      default -> throw c.refuse("approximate none or tanh", approximate);
    };
  }

  private static Node selu(Call c) {
    return Activations.selu(
        c.b, c.in(0), c.real("alpha", 1.6732632423543772), c.real("gamma", 1.0507009873554805));
  }

  /** {@code max(0, x) + min(0, alpha (exp(x / alpha) - 1))}. */
  private static Node celu(Call c) {
    double alpha = c.real("alpha", 1);
    Node elu = c.b.add(new Unary.Elu(1), c.b.mul(c.in(0), c.b.scalar(1 / alpha)));
    return c.b.mul(elu, c.b.scalar(alpha));
  }

  private static Node hardSigmoid(Call c) {
    Op op = new Unary.HardSigmoid(c.real("alpha", 0.2), c.real("beta", 0.5));
    return c.b.add(op, c.in(0));
  }

  private static Node clip(Call c) {
    double min = c.has(1) ? c.real(1, 0) : c.real("min", -INFINITY);
    double max = c.has(2) ? c.real(2, 0) : c.real("max", INFINITY);
    return c.b.clip(
        c.in(0),
        min <= -Float.MAX_VALUE ? -INFINITY : min,
        max >= Float.MAX_VALUE ? INFINITY : max);
  }

  /** Reals of any width are one type here. */
  private static Node cast(Call c) {
    boolean real = List.of(1L, 10L, 11L, 16L).contains(c.integer("to", 0));
    if (!real) {
      throw c.refuse("a cast to reals", "ONNX type " + c.integer("to", 0));
    }
    return c.in(0).type().element() == ElementType.REAL ? c.in(0) : c.b.cast(c.in(0));
  }
}

package org.gauntletml.models.samediff;

import static org.gauntletml.models.samediff.Listing.boxed;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.gauntletml.models.graph.Tensor;

/** The SameDiff operations that have a spelling, by what SameDiff calls them. */
final class Spellings {
  static final Map<String, Spelling> TABLE = table();

  /** SameDiff's mark for 'c' order in front of a shape. */
  private static final long C_ORDER = -99;

  private Spellings() {}

  private static Map<String, Spelling> table() {
    Map<String, Spelling> table = new HashMap<>();
    same(table, "Tanh", "tanh");
    same(table, "Sigmoid", "sigmoid");
    same(table, "Softplus", "softplus");
    same(table, "Softsign", "softsign");
    same(table, "Selu", "selu");
    same(table, "HardSigmoid", "hard_sigmoid");
    same(table, "Exp", "exp");
    same(table, "Log", "log");
    same(table, "Sqrt", "sqrt");
    same(table, "Abs", "abs");
    same(table, "Neg", "neg");
    same(table, "Identity", "identity");
    same(table, "Add", "add");
    same(table, "Sub", "subtract");
    same(table, "Mul", "multiply");
    same(table, "Div", "divide");
    same(table, "Max", "maximum");
    same(table, "Min", "minimum");
    scalar(table, "Add", "add_scalar", false);
    scalar(table, "Sub", "sub_scalar", false);
    scalar(table, "Sub", "rsub_scalar", true);
    scalar(table, "Mul", "mul_scalar", false);
    scalar(table, "Div", "div_scalar", false);
    scalar(table, "Div", "rdiv_scalar", true);
    scalar(table, "Pow", "pow", false);
    table.put("relu", Spellings::relu);
    table.put("relu6", (l, op) -> clip(l, op, 0, 6));
    table.put("hardtanh", (l, op) -> clip(l, op, -1, 1));
    table.put(
        "elu",
        (l, op) -> l.result(op, "Elu", Map.of("alpha", (float) op.real(0, 1)), op.inputs().get(0)));
    table.put("leakyrelu", Spellings::leaky);
    table.put("swish", (l, op) -> gated(l, op, 1));
    table.put("gelu", (l, op) -> gated(l, op, 1.702)); // ND4J's approximation
    table.put(
        "square", (l, op) -> l.result(op, "Mul", Map.of(), op.inputs().get(0), op.inputs().get(0)));
    table.put("softmax", (l, op) -> along(l, op, "Softmax"));
    table.put("log_softmax", (l, op) -> along(l, op, "LogSoftmax"));
    table.put("reduce_mean", (l, op) -> fold(l, op, "ReduceMean"));
    table.put("reduce_sum", (l, op) -> fold(l, op, "ReduceSum"));
    table.put("reduce_max", (l, op) -> fold(l, op, "ReduceMax"));
    table.put("matmul", Spellings::product);
    table.put("xw_plus_b", Spellings::affine);
    table.put("biasadd", Spellings::bias);
    table.put("reshape", Spellings::reshape);
    table.put("permute", Spellings::permute);
    table.put("concat", Spellings::concat);
    table.put("pad", Spellings::pad);
    table.putAll(ImageSpellings.TABLE);
    return Map.copyOf(table);
  }

  private static void same(Map<String, Spelling> table, String operator, String kind) {
    table.put(
        kind, (l, op) -> l.result(op, operator, Map.of(), op.inputs().toArray(String[]::new)));
  }

  private static void scalar(
      Map<String, Spelling> table, String operator, String kind, boolean reversed) {
    table.put(
        kind,
        (l, op) -> {
          Double value = op.scalar();
          if (value == null || op.inputs().size() != 1) {
            return false;
          }
          String x = op.inputs().get(0);
          String c = l.scalar(value);
          return reversed
              ? l.result(op, operator, Map.of(), c, x)
              : l.result(op, operator, Map.of(), x, c);
        });
  }

  private static boolean relu(Listing l, Operation op) {
    Double cutoff = op.scalar();
    return (cutoff == null || cutoff == 0) && l.result(op, "Relu", Map.of(), op.inputs().get(0));
  }

  private static boolean leaky(Listing l, Operation op) {
    Double slope = op.scalar();
    return slope != null
        && l.result(op, "LeakyRelu", Map.of("alpha", slope.floatValue()), op.inputs().get(0));
  }

  private static boolean clip(Listing l, Operation op, double low, double high) {
    Double cutoff = op.scalar();
    return (cutoff == null || cutoff == 0)
        && l.result(op, "Clip", Map.of(), op.inputs().get(0), l.scalar(low), l.scalar(high));
  }

  /** {@code x sigmoid(a x)}. */
  private static boolean gated(Listing l, Operation op, double a) {
    String x = op.inputs().get(0);
    String gate = l.step(op, "Sigmoid", Map.of(), l.step(op, "Mul", Map.of(), x, l.scalar(a)));
    return l.result(op, "Mul", Map.of(), x, gate);
  }

  private static boolean along(Listing l, Operation op, String operator) {
    return l.result(op, operator, Map.of("axis", op.integer(0, -1)), op.inputs().get(0));
  }

  private static boolean fold(Listing l, Operation op, String operator) {
    long[] axes = op.axes();
    if (axes == null || op.inputs().size() != 1) {
      return false;
    }
    long keep = op.keepsAxes() ? 1 : 0;
    Map<String, Object> attributes = Map.of("axes", boxed(axes), "keepdims", keep);
    return l.result(op, operator, attributes, op.inputs().get(0));
  }

  private static boolean product(Listing l, Operation op) {
    if (op.integer(2, 0) != 0 || op.real(0, 1) != 1) {
      return false;
    }
    String[] factors = op.inputs().toArray(String[]::new);
    for (int i = 0; i < 2; i++) {
      if (op.integer(i, 0) != 0) {
        if (l.rank(factors[i]) != 2) {
          return false;
        }
        factors[i] = l.step(op, "Transpose", Map.of("perm", List.of(1L, 0L)), factors[i]);
      }
    }
    return l.result(op, "MatMul", Map.of(), factors);
  }

  private static boolean affine(Listing l, Operation op) {
    if (LongStream.of(op.integers()).anyMatch(i -> i != 0)) {
      return false;
    }
    List<String> in = op.inputs();
    if (in.size() < 3) {
      return l.result(op, "MatMul", Map.of(), in.get(0), in.get(1));
    }
    String product = l.step(op, "MatMul", Map.of(), in.get(0), in.get(1));
    return l.result(op, "Add", Map.of(), product, in.get(2));
  }

  private static boolean bias(Listing l, Operation op) {
    String bias = op.inputs().get(1);
    int rank = l.rank(op.inputs().get(0));
    if (!l.isConstant(bias) || rank < 2) {
      return false;
    }
    if (op.flag(0) && rank > 2) {
      long[] shape = LongStream.generate(() -> 1).limit(rank - 1).toArray();
      shape[0] = l.shape(bias)[0];
      bias = l.step(op, "Reshape", Map.of(), bias, l.constant(Tensor.vector(shape)));
    }
    return l.result(op, "Add", Map.of(), op.inputs().get(0), bias);
  }

  private static boolean reshape(Listing l, Operation op) {
    long[] arguments = op.integers();
    boolean given = op.inputs().size() == 2;
    if (arguments.length == 0 ? !given : arguments[0] != C_ORDER) {
      return false;
    }
    if (given) {
      String shape = op.inputs().get(1);
      return l.isConstant(shape) && l.result(op, "Reshape", Map.of(), op.inputs().get(0), shape);
    }
    long[] shape = LongStream.of(arguments).skip(1).toArray();
    return l.result(op, "Reshape", Map.of(), op.inputs().get(0), l.constant(Tensor.vector(shape)));
  }

  private static boolean permute(Listing l, Operation op) {
    long[] order = op.integers();
    if (op.inputs().size() == 2 && l.isConstant(op.inputs().get(1))) {
      order = l.longs(op.inputs().get(1));
    }
    return order.length > 0
        && l.result(op, "Transpose", Map.of("perm", boxed(order)), op.inputs().get(0));
  }

  private static boolean concat(Listing l, Operation op) {
    return op.integers().length == 1
        && !op.flag(0)
        && l.result(
            op, "Concat", Map.of("axis", op.integer(0, 1)), op.inputs().toArray(String[]::new));
  }

  private static boolean pad(Listing l, Operation op) {
    String widths = op.inputs().get(1);
    if (op.integer(0, 0) != 0 || !l.isConstant(widths) || op.inputs().size() > 2) {
      return false;
    }
    long[] pairs = l.longs(widths);
    long[] pads = new long[pairs.length];
    for (int i = 0; i < pairs.length; i++) {
      pads[i % 2 * (pairs.length / 2) + i / 2] = pairs[i];
    }
    return l.result(
        op,
        "Pad",
        Map.of(),
        op.inputs().get(0),
        l.constant(Tensor.vector(pads)),
        l.scalar(op.real(0, 0)));
  }
}

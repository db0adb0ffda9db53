package org.gauntletml.models.graph.assembly;

import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.gauntletml.models.graph.Leaf;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;

/** Quantised weights, as reals. Quantised activations are refused: rounding has no slope. */
final class QuantizationOperators {
  private static final Set<String> ATTRIBUTES =
      Set.of("axis", "block_size", "output_dtype", "saturate");

  private static final long UINT8 = 2;

  /** Least and largest value of ONNX's integer types. */
  private static final Map<Long, double[]> RANGES =
      Map.of(
          UINT8,
          new double[] {0, 255},
          3L,
          new double[] {-128, 127},
          4L,
          new double[] {0, 65535},
          5L,
          new double[] {-32768, 32767});

  private QuantizationOperators() {}

  static void register(Vocabulary v) {
    v.add("DequantizeLinear", ATTRIBUTES, QuantizationOperators::dequantize);
    v.add("QuantizeLinear", ATTRIBUTES, QuantizationOperators::quantize);
  }

  private static Node dequantize(Call c) {
    double[] x = weights(c).doubles();
    IntToDoubleFunction scale = along(c, 1);
    IntToDoubleFunction zero = c.has(2) ? along(c, 2) : i -> 0;
    return reals(c, i -> (x[i] - zero.applyAsDouble(i)) * scale.applyAsDouble(i));
  }

  private static Node quantize(Call c) {
    double[] x = weights(c).doubles();
    IntToDoubleFunction scale = along(c, 1);
    IntToDoubleFunction zero = c.has(2) ? along(c, 2) : i -> 0;
    long type = c.integer("output_dtype", UINT8);
    double[] range = RANGES.get(type);
    if (range == null) {
      throw c.refuse("8 or 16 bits", "ONNX type " + type);
    }
    return reals(
        c,
        i -> {
          double whole = Math.rint(x[i] / scale.applyAsDouble(i)) + zero.applyAsDouble(i);
          return Math.max(range[0], Math.min(range[1], whole));
        });
  }

  private static Tensor weights(Call c) {
    if (c.known(0) == null && !(c.in(0).op() instanceof Leaf.Constant)) {
      throw c.refuse(
          "quantised weights only, because rounding has no gradient", "quantised activations");
    }
    return c.constant(0);
  }

  /** The factor of each element: one for all, or one per index of an axis. */
  private static IntToDoubleFunction along(Call c, int input) {
    double[] factors = c.reals(input);
    if (factors.length == 1) {
      return i -> factors[0];
    }
    Shape shape = weights(c).shape();
    int axis = shape.axis((int) c.integer("axis", 1));
    if (c.integer("block_size", 0) != 0 || factors.length != shape.dim(axis)) {
      throw c.refuse("one scale, or one per index of axis " + axis, factors.length + " scales");
    }
    long inner = Shape.product(shape.dims(axis + 1, shape.rank()));
    return i -> factors[(int) (i / inner % factors.length)];
  }

  private static Node reals(Call c, IntToDoubleFunction value) {
    Tensor x = weights(c);
    float[] values = new float[x.length()];
    IntStream.range(0, values.length).forEach(i -> values[i] = (float) value.applyAsDouble(i));
    return c.b.constant(Tensor.of(values, x.shape().dims()));
  }
}

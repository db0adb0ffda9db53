package org.gauntletml.models.samediff;

import static org.gauntletml.models.samediff.Listing.boxed;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gauntletml.models.graph.Tensor;

/** Operations on images, which may have their channels last. */
final class ImageSpellings {
  static final Map<String, Spelling> TABLE =
      Map.of(
          "conv2d", ImageSpellings::convolution,
          "depthwise_conv2d", ImageSpellings::depthwise,
          "maxpool2d", ImageSpellings::maxPool,
          "avgpool2d", ImageSpellings::averagePool,
          "batchnorm", ImageSpellings::batchNorm);

  private static final int STRIDES = 2;
  private static final int PADS = 4;
  private static final int DILATIONS = 6;
  private static final int MODE = 8;
  private static final int CHANNELS_LAST = 9;
  private static final int WEIGHTS = 10;

  /** From {@code [kH,kW,in,out]}, {@code [out,in,kH,kW]} or {@code [out,kH,kW,in]}. */
  private static final List<List<Long>> TO_ONNX =
      List.of(boxed(3, 2, 0, 1), boxed(0, 1, 2, 3), boxed(0, 3, 1, 2));

  private ImageSpellings() {}

  private static boolean convolution(Listing l, Operation op) {
    int format = (int) op.integer(WEIGHTS, 0);
    if (!isPlain(op) || format < 0 || format >= TO_ONNX.size()) {
      return false;
    }
    String weights =
        l.step(op, "Transpose", Map.of("perm", TO_ONNX.get(format)), op.inputs().get(1));
    return convolve(l, op, weights, 1);
  }

  private static boolean depthwise(Listing l, Operation op) {
    String given = op.inputs().get(1);
    if (!isPlain(op) || op.integer(WEIGHTS, 0) != 0 || !l.isConstant(given)) {
      return false;
    }
    long[] shape = l.shape(given); // [kH,kW,in,multiplier]
    String turned = l.step(op, "Transpose", Map.of("perm", boxed(2, 3, 0, 1)), given);
    long[] grouped = {shape[2] * shape[3], 1, shape[0], shape[1]};
    String weights = l.step(op, "Reshape", Map.of(), turned, l.constant(Tensor.vector(grouped)));
    return convolve(l, op, weights, shape[2]);
  }

  private static boolean convolve(Listing l, Operation op, String weights, long groups) {
    Map<String, Object> attributes = window(op);
    attributes.put("group", groups);
    boolean last = op.integer(CHANNELS_LAST, 0) == 1;
    String x = first(l, op, last);
    return op.inputs().size() > 2
        ? put(l, op, last, "Conv", attributes, x, weights, op.inputs().get(2))
        : put(l, op, last, "Conv", attributes, x, weights);
  }

  private static boolean maxPool(Listing l, Operation op) {
    return pool(l, op, "MaxPool", window(op));
  }

  private static boolean averagePool(Listing l, Operation op) {
    Map<String, Object> attributes = window(op);
    attributes.put("count_include_pad", op.integer(CHANNELS_LAST, 0)); // the divisor, here
    return pool(l, op, "AveragePool", attributes);
  }

  private static boolean pool(
      Listing l, Operation op, String operator, Map<String, Object> attributes) {
    boolean dilated = op.integer(DILATIONS, 1) != 1 || op.integer(DILATIONS + 1, 1) != 1;
    if (dilated || !isPlain(op)) {
      return false;
    }
    attributes.remove("dilations");
    attributes.put("kernel_shape", boxed(op.integer(0, 0), op.integer(1, 0)));
    boolean last = op.integer(WEIGHTS, 0) == 1;
    return put(l, op, last, operator, attributes, first(l, op, last));
  }

  private static boolean batchNorm(Listing l, Operation op) {
    List<String> in = op.inputs();
    int rank = l.rank(in.get(0));
    long axis = op.integer(2, 1);
    boolean last = rank > 2 && axis == rank - 1;
    if (op.integers().length != 3 || !l.isConstant(in.get(1)) || !(axis == 1 || last)) {
      return false;
    }
    int next = 3;
    String scale = op.integer(0, 0) == 1 ? in.get(next++) : filled(l, in.get(1), 1);
    String offset = op.integer(1, 0) == 1 ? in.get(next) : filled(l, in.get(1), 0);
    Map<String, Object> attributes = Map.of("epsilon", (float) op.real(0, 1e-5));
    String x = first(l, op, last);
    return put(
        l, op, last, "BatchNormalization", attributes, x, scale, offset, in.get(1), in.get(2));
  }

  private static String filled(Listing l, String like, float value) {
    float[] values = new float[Math.toIntExact(l.shape(like)[0])];
    Arrays.fill(values, value);
    return l.constant(Tensor.of(values, values.length));
  }

  /** Causal padding has no spelling. */
  private static boolean isPlain(Operation op) {
    return op.integer(MODE, 0) == 0 || op.integer(MODE, 0) == 1;
  }

  private static Map<String, Object> window(Operation op) {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("strides", pair(op, STRIDES));
    attributes.put("dilations", pair(op, DILATIONS));
    if (op.integer(MODE, 0) == 1) {
      attributes.put("auto_pad", "SAME_UPPER");
    } else {
      long high = op.integer(PADS, 0);
      long wide = op.integer(PADS + 1, 0);
      attributes.put("pads", boxed(high, wide, high, wide));
    }
    return attributes;
  }

  private static List<Long> pair(Operation op, int at) {
    return boxed(op.integer(at, 1), op.integer(at + 1, 1));
  }

  private static String first(Listing l, Operation op, boolean last) {
    String x = op.inputs().get(0);
    return last ? l.step(op, "Transpose", Map.of("perm", boxed(0, 3, 1, 2)), x) : x;
  }

  private static boolean put(
      Listing l,
      Operation op,
      boolean last,
      String operator,
      Map<String, Object> attributes,
      String... inputs) {
    if (!last) {
      return l.result(op, operator, attributes, inputs);
    }
    String y = l.step(op, operator, attributes, inputs);
    return l.result(op, "Transpose", Map.of("perm", boxed(0, 2, 3, 1)), y);
  }
}

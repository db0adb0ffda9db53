package org.gauntletml.models.graph;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A primitive operation of the ONNX vocabulary, with ONNX's semantics and layouts. A record that
 * holds its attributes, checks them, infers the type of its result, and is the only place that
 * knows its gradient. How it is computed is the runtimes' business.
 *
 * <p>Structure (shapes, axes, window geometry, indices) is always an attribute here, also where
 * ONNX passes it as an input; {@link #operands} lists those.
 */
public sealed interface Op
    permits Leaf, Unary, Binary, Logic, Linear, Convolution, Pooling, Reduction, Layout {

  /** The ONNX operator type. */
  default String onnxName() {
    return getClass().getSimpleName();
  }

  /** ONNX attributes: values are Long, Float, String or {@code List<Long>}. */
  default Map<String, Object> attributes() {
    return Map.of();
  }

  /** Constants that ONNX expects as further inputs behind the node's own. */
  default List<Tensor> operands() {
    return List.of();
  }

  /**
   * Type of the result.
   *
   * @throws org.gauntletml.models.BadInput naming the node if the arguments do not fit
   */
  ValueType infer(Arguments arguments);

  /**
   * The vector-Jacobian product with respect to one input, as graph construction.
   *
   * @param self the node whose operation this is
   * @param dy cotangent of its value, of its shape
   * @param input index of an input that is REAL and depends on the graph's input
   * @return cotangent of that input, of that input's shape; null where it is zero everywhere
   */
  @Nullable Node vjp(GraphBuilder b, Node self, Node dy, int input);

  /** {@code Conv(x, w; group=1, strides=[1, 1])}. */
  default String print(String arguments) {
    StringBuilder text = new StringBuilder(onnxName()).append('(').append(arguments);
    String details =
        new TreeMap<>(attributes())
            .entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(", "));
    if (!operands().isEmpty()) {
      details += (details.isEmpty() ? "" : ", ") + operands();
    }
    return text.append(details.isEmpty() ? "" : "; " + details).append(')').toString();
  }
}

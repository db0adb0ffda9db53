package org.gauntletml.models.graph.assembly;

import java.util.List;
import java.util.Map;

/**
 * One operator as a model file lists it.
 *
 * @param name for messages
 * @param operator ONNX operator type, with its domain in front where that is not the standard one
 * @param inputs names of values, empty where an optional one is left out
 * @param outputs names of the values it makes
 * @param attributes by name: Long, Float, String, {@code List<Long>}, {@code List<Float>} or {@link
 *     org.gauntletml.models.graph.Tensor}
 */
public record NamedNode(
    String name,
    String operator,
    List<String> inputs,
    List<String> outputs,
    Map<String, Object> attributes) {
  public NamedNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Map.copyOf(attributes);
  }

  /** {@code node 'conv1' (Conv)}. */
  String who() {
    return "node '" + name + "' (" + operator + ")";
  }
}

package org.gauntletml.models.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.assembly.NamedNode;

/** The operators and constants of a file, as the graph's assembly takes them. */
final class Nodes {
  private static final String QUANTIZE = "QuantizeLinear";
  private static final String TYPE = "output_dtype";

  private Nodes() {}

  /** Constants by name. */
  static Map<String, Tensor> constants(OnnxFile file) {
    Map<String, Tensor> constants = new LinkedHashMap<>();
    for (TensorProto tensor : file.graph().getInitializerList()) {
      constants.put(tensor.getName(), TensorReader.read(file.name(), tensor));
    }
    return constants;
  }

  /** Operators in the file's order; those of other domains carry their domain in front. */
  static List<NamedNode> of(OnnxFile file) {
    Map<String, Integer> types = new HashMap<>();
    file.graph().getInitializerList().forEach(t -> types.put(t.getName(), t.getDataType()));
    List<NamedNode> nodes = new ArrayList<>();
    for (NodeProto node : file.graph().getNodeList()) {
      Map<String, Object> attributes = new HashMap<>();
      for (AttributeProto attribute : node.getAttributeList()) {
        attributes.put(attribute.getName(), value(file, attribute));
      }
      if (node.getOpType().equals(QUANTIZE) && node.getInputCount() > 2) {
        attributes.putIfAbsent(TYPE, (long) types.getOrDefault(node.getInput(2), 2));
      }
      nodes.add(
          new NamedNode(
              label(node), operator(node), node.getInputList(), node.getOutputList(), attributes));
    }
    return nodes;
  }

  /** Its name, or that of what it makes. */
  static String label(NodeProto node) {
    return node.getName().isEmpty() && node.getOutputCount() > 0
        ? node.getOutput(0)
        : node.getName();
  }

  /** {@code Conv}, {@code ai.onnx.ml.ZipMap}. */
  static String operator(NodeProto node) {
    return node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx")
        ? node.getOpType()
        : node.getDomain() + "." + node.getOpType();
  }

  /** A kind of value that no operator of the graph has is told by its kind. */
  private static Object value(OnnxFile file, AttributeProto attribute) {
    return switch (attribute.getType()) {
      case INT -> attribute.getI();
      case FLOAT -> attribute.getF();
      case STRING -> attribute.getS().toStringUtf8();
      case INTS -> attribute.getIntsList();
      case FLOATS -> attribute.getFloatsList();
      case TENSOR -> TensorReader.read(file.name(), attribute.getT());
      default -> "an attribute of kind " + attribute.getType();
    };
  }
}

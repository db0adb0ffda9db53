package org.gauntletml.models.onnx;

import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.ValueInfoProto;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.wrapping.InputShape;

/** Reads what an ONNX file declares of its input. */
final class DeclaredInput {
  private static final int FLOAT = 1;

  private DeclaredInput() {}

  /**
   * @throws BadInput if it is not a batch of single-precision reals
   */
  static InputShape of(OnnxFile file) {
    ValueInfoProto input = file.input();
    String who = file.name() + ", input '" + input.getName() + "'";
    int type = input.getType().getTensorType().getElemType();
    if (!input.getType().hasTensorType() || type != FLOAT) {
      throw BadInput.of(who, "a tensor of single-precision reals", "ONNX type " + type)
          .hint("Export the model with a float input");
    }
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    if (shape.getDimCount() < 2) {
      throw BadInput.of(
              who, "a batch of examples [N, ...]", shape.getDimCount() + " declared dimensions")
          .hint("Export the model with a batch dimension and the shape of one example");
    }
    List<Long> dims = new ArrayList<>();
    for (TensorShapeProto.Dimension dim : shape.getDimList()) {
      dims.add(dim.hasDimValue() && dim.getDimValue() > 0 ? dim.getDimValue() : -1);
    }
    return new InputShape(
        input.getName(), List.copyOf(dims.subList(1, dims.size())), Math.max(0, dims.get(0)));
  }
}

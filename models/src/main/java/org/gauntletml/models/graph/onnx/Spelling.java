package org.gauntletml.models.graph.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.ValueType;
import org.nd4j.shade.protobuf.ByteString;

/** How an ONNX file spells constants, types and attributes. */
final class Spelling {
  private Spelling() {}

  /** A constant: reals in single precision, the others as 64-bit integers. */
  static TensorProto tensor(String name, Tensor value) {
    TensorProto.Builder proto = TensorProto.newBuilder().setName(name);
    for (long d : value.shape().dims()) {
      proto.addDims(d);
    }
    boolean real = value.element() == ElementType.REAL;
    ByteBuffer raw =
        ByteBuffer.allocate(value.length() * (real ? Float.BYTES : Long.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    if (real) {
      raw.asFloatBuffer().put(value.floats());
    } else {
      raw.asLongBuffer().put(value.longs());
    }
    return proto
        .setDataType(real ? TensorProto.DataType.FLOAT_VALUE : TensorProto.DataType.INT64_VALUE)
        .setRawData(ByteString.copyFrom(raw))
        .build();
  }

  /** An input or output of a model; the batch dimension is the symbol N. */
  static ValueInfoProto info(String name, ValueType type) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long d : type.shape().dims()) {
      shape.addDim(
          d >= 0
              ? TensorShapeProto.Dimension.newBuilder().setDimValue(d)
              : TensorShapeProto.Dimension.newBuilder().setDimParam(d == -1 ? "N" : -d + "N"));
    }
    int element =
        switch (type.element()) {
          case REAL -> TensorProto.DataType.FLOAT_VALUE;
          case INTEGER -> TensorProto.DataType.INT64_VALUE;
          case BOOLEAN -> TensorProto.DataType.BOOL_VALUE;
        };
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(element).setShape(shape)))
        .build();
  }

  /**
   * @param value as in {@link org.gauntletml.models.graph.Op#attributes}
   */
  static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
    if (value instanceof Long number) {
      return proto.setType(AttributeProto.AttributeType.INT).setI(number).build();
    }
    if (value instanceof Float number) {
      return proto.setType(AttributeProto.AttributeType.FLOAT).setF(number).build();
    }
    if (value instanceof String text) {
      return proto
          .setType(AttributeProto.AttributeType.STRING)
          .setS(ByteString.copyFromUtf8(text))
          .build();
    }
    List<?> list = (List<?>) value;
    if (!list.isEmpty() && list.get(0) instanceof Float) {
      list.forEach(item -> proto.addFloats((Float) item));
      return proto.setType(AttributeProto.AttributeType.FLOATS).build();
    }
    list.forEach(item -> proto.addInts((Long) item));
    return proto.setType(AttributeProto.AttributeType.INTS).build();
  }
}

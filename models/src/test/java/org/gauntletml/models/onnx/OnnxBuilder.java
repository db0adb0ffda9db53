package org.gauntletml.models.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/** Writes small ONNX models the way exporters do. */
final class OnnxBuilder {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
  private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
  private final Random random = new Random(1);
  private String last = "x";

  private OnnxBuilder() {}

  /**
   * @param dims of the input "x"; 0 or less for an open dimension
   */
  static OnnxBuilder of(long operatorSet, long... dims) {
    OnnxBuilder b = new OnnxBuilder();
    b.model.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(operatorSet));
    return b.input("x", 1, dims);
  }

  OnnxBuilder input(String name, int type, long... dims) {
    graph.addInput(info(name, type, dims));
    return this;
  }

  OnnxBuilder domain(String domain, long version) {
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version));
    return this;
  }

  private static ValueInfoProto info(String name, int type, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long d : dims) {
      shape.addDim(
          d > 0
              ? TensorShapeProto.Dimension.newBuilder().setDimValue(d)
              : TensorShapeProto.Dimension.newBuilder().setDimParam("N" + -d));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }

  /** Reals between -1 and 1. */
  OnnxBuilder weights(String name, long... dims) {
    return reals(name, -1, 1, dims);
  }

  OnnxBuilder reals(String name, double low, double high, long... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(1);
    long size = 1;
    for (long d : dims) {
      tensor.addDims(d);
      size *= d;
    }
    random.doubles(size, low, high).forEach(v -> tensor.addFloatData((float) v));
    graph.addInitializer(tensor);
    return this;
  }

  OnnxBuilder real(String name, double value) {
    graph.addInitializer(
        TensorProto.newBuilder().setName(name).setDataType(1).addFloatData((float) value));
    return this;
  }

  /** A vector of reals. */
  OnnxBuilder vector(String name, double... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(1).addDims(values.length);
    Arrays.stream(values).forEach(v -> tensor.addFloatData((float) v));
    graph.addInitializer(tensor);
    return this;
  }

  /** A vector of integers. */
  OnnxBuilder integers(String name, long... values) {
    graph.addInitializer(integers(values).setName(name));
    return this;
  }

  OnnxBuilder integer(String name, long value) {
    graph.addInitializer(TensorProto.newBuilder().setName(name).setDataType(7).addInt64Data(value));
    return this;
  }

  OnnxBuilder tensor(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  static TensorProto.Builder integers(long... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(7).addDims(values.length);
    Arrays.stream(values).forEach(tensor::addInt64Data);
    return tensor;
  }

  /**
   * @param inputs and outputs: names between spaces, {@code -} for one that is left out
   */
  OnnxBuilder node(String operator, String inputs, String outputs, AttributeProto... attributes) {
    NodeProto.Builder node = NodeProto.newBuilder();
    int dot = operator.lastIndexOf('.');
    node.setOpType(operator.substring(dot + 1)).setName(outputs.split(" ", -1)[0] + "_node");
    if (dot > 0) {
      node.setDomain(operator.substring(0, dot));
    }
    for (String input : inputs.isEmpty() ? new String[0] : inputs.split(" ", -1)) {
      node.addInput(input.equals("-") ? "" : input);
    }
    for (String output : outputs.split(" ", -1)) {
      node.addOutput(output.equals("-") ? "" : output);
    }
    graph.addNode(node.addAllAttribute(Arrays.asList(attributes)));
    last = node.getOutput(0);
    return this;
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setI(value)
        .setType(AttributeProto.AttributeType.INT)
        .build();
  }

  static AttributeProto attribute(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setF((float) value)
        .setType(AttributeProto.AttributeType.FLOAT)
        .build();
  }

  static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setS(ByteString.copyFromUtf8(value))
        .setType(AttributeProto.AttributeType.STRING)
        .build();
  }

  static AttributeProto attribute(String name, TensorProto.Builder value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setT(value)
        .setType(AttributeProto.AttributeType.TENSOR)
        .build();
  }

  static AttributeProto list(String name, long... values) {
    AttributeProto.Builder list =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(list::addInts);
    return list.build();
  }

  static AttributeProto realList(String name, double... values) {
    AttributeProto.Builder list =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOATS);
    Arrays.stream(values).forEach(v -> list.addFloats((float) v));
    return list.build();
  }

  /** The values of the last node as class scores: flattened, and not recognisable as anything. */
  OnnxBuilder scores() {
    String made = last;
    return real("score_scale", 1.5)
        .node("Flatten", made, "score_row")
        .node("Mul", "score_row score_scale", "scores")
        .output("scores", 1, 0, -1);
  }

  OnnxBuilder output(String name, int type, long... dims) {
    graph.addOutput(info(name, type, dims));
    return this;
  }

  ModelProto build() {
    return model.setGraph(graph).build();
  }

  Path write(Path folder) {
    try {
      Path file = Files.createTempFile(folder, "model", ".onnx");
      return Files.write(file, build().toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

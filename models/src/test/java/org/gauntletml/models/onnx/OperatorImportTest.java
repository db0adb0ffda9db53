package org.gauntletml.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.gauntletml.models.onnx.OnnxBuilder.attribute;
import static org.gauntletml.models.onnx.OnnxBuilder.integers;
import static org.gauntletml.models.onnx.OnnxBuilder.list;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.TensorProto;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.onnx.RuntimeChoice;
import org.gauntletml.models.wrapping.GraphModel;
import org.gauntletml.models.wrapping.ImageLayout;
import org.gauntletml.models.wrapping.ImportOptions;
import org.gauntletml.models.wrapping.ImportedModel;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One model per operator, attribute and operator set: it must get gradients (which the import
 * confirms by finite differences) and answer what ONNX Runtime answers.
 */
class OperatorImportTest {
  private static final long[] IMAGE = {0, 2, 6, 7};
  private static final int ROWS = 3;

  @TempDir static Path temp;

  record Case(String name, long[] dims, double low, double high, OnnxBuilder model) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case image(
      String name, long operatorSet, java.util.function.UnaryOperator<OnnxBuilder> add) {
    OnnxBuilder b = OnnxBuilder.of(operatorSet, IMAGE);
    return new Case(name + " " + operatorSet, IMAGE, -2, 2, add.apply(b).scores());
  }

  private static Case plain(String operator, long operatorSet, AttributeProto... attributes) {
    return image(
        operator + java.util.Arrays.stream(attributes).map(AttributeProto::getName).toList(),
        operatorSet,
        b -> b.node(operator, "x", "y", attributes));
  }

  private static Case positive(String operator) {
    OnnxBuilder b = OnnxBuilder.of(13, IMAGE).node(operator, "x", "y").scores();
    return new Case(operator, IMAGE, 0.2, 3, b);
  }

  static Stream<Case> elementwise() {
    return Stream.concat(
        Stream.of(
                "Relu",
                "Sigmoid",
                "Tanh",
                "Softplus",
                "Neg",
                "Exp",
                "Abs",
                "Erf",
                "Sin",
                "Cos",
                "Softsign",
                "Identity")
            .map(operator -> plain(operator, 13)),
        Stream.of(
            positive("Log"),
            positive("Sqrt"),
            positive("Reciprocal"),
            plain("LeakyRelu", 7),
            plain("LeakyRelu", 16, attribute("alpha", 0.3)),
            plain("Elu", 7, attribute("alpha", 0.7)),
            plain("Celu", 12, attribute("alpha", 0.7)),
            plain("Selu", 7),
            plain("Selu", 7, attribute("alpha", 1.1), attribute("gamma", 0.9)),
            plain("ThresholdedRelu", 10, attribute("alpha", 0.4)),
            plain("HardSigmoid", 7, attribute("alpha", 0.3), attribute("beta", 0.4)),
            plain("HardSwish", 14),
            plain("Mish", 18),
            plain("Gelu", 20),
            plain("Gelu", 20, attribute("approximate", "tanh")),
            plain("Clip", 7, attribute("min", -0.5), attribute("max", 1.0)),
            plain("Clip", 7),
            image("Clip", 11, b -> b.real("lo", -0.5).node("Clip", "x lo", "y")),
            image("Clip", 13, b -> b.real("hi", 0.5).node("Clip", "x - hi", "y")),
            plain("Dropout", 7, attribute("ratio", 0.5)),
            image("Dropout mask", 13, b -> b.real("r", 0.5).node("Dropout", "x r", "y mask")),
            image("Add", 7, b -> b.weights("w", 2, 1, 1).node("Add", "x w", "y")),
            image("Sub", 14, b -> b.weights("w", 7).node("Sub", "w x", "y")),
            image("Mul", 13, b -> b.weights("w", 1, 2, 6, 7).node("Mul", "x w", "y")),
            image("Div", 7, b -> b.reals("w", 1, 2, 6, 1).node("Div", "x w", "y")),
            image("Pow", 13, b -> b.real("w", 3).node("Pow", "x w", "y")),
            image("PRelu", 7, b -> b.weights("w", 2, 1, 1).node("PRelu", "x w", "y")),
            image("Min", 13, b -> b.weights("w", 7).node("Min", "x w", "y")),
            image("Max", 8, b -> b.weights("w", 7).real("v", 0.1).node("Max", "x w v", "y")),
            image("Sum", 13, b -> b.weights("w", 7).node("Sum", "x w x", "y")),
            image("Mean", 13, b -> b.weights("w", 7).node("Mean", "x w x", "y")),
            image(
                "Where",
                16,
                b ->
                    b.real("zero", 0)
                        .node("Greater", "x zero", "c")
                        .node("Not", "c", "d")
                        .node("Tanh", "x", "t")
                        .node("Where", "d x t", "y")),
            image(
                "Cast",
                13,
                b ->
                    b.real("zero", 0)
                        .node("Less", "x zero", "c")
                        .node("Cast", "c", "m", attribute("to", 1))
                        .node("Mul", "m x", "y"))));
  }

  static Stream<Case> windows() {
    return Stream.of(
        image("Conv", 7, b -> b.weights("w", 3, 2, 3, 3).node("Conv", "x w", "y")),
        image(
            "Conv bias pads strides",
            11,
            b ->
                b.weights("w", 3, 2, 3, 2)
                    .weights("c", 3)
                    .node(
                        "Conv",
                        "x w c",
                        "y",
                        list("pads", 1, 0, 2, 1),
                        list("strides", 2, 1),
                        list("kernel_shape", 3, 2))),
        image(
            "Conv group dilations",
            11,
            b ->
                b.weights("w", 4, 1, 2, 2)
                    .node("Conv", "x w", "y", attribute("group", 2), list("dilations", 2, 3))),
        same("Conv", "SAME_UPPER"),
        same("Conv", "SAME_LOWER"),
        same("Conv", "VALID"),
        image(
            "Conv 1-D",
            11,
            b ->
                b.integers("s", 0, 2, 42)
                    .node("Reshape", "x s", "r")
                    .weights("w", 3, 2, 5)
                    .node("Conv", "r w", "y", list("strides", 2), list("pads", 1, 2))),
        image(
            "ConvTranspose", 11, b -> b.weights("w", 2, 3, 3, 3).node("ConvTranspose", "x w", "y")),
        image(
            "ConvTranspose strides output_padding",
            11,
            b ->
                b.weights("w", 2, 3, 3, 3)
                    .node(
                        "ConvTranspose",
                        "x w",
                        "y",
                        list("strides", 2, 2),
                        list("pads", 1, 1, 1, 1),
                        list("output_padding", 1, 1))),
        image(
            "ConvTranspose output_shape",
            11,
            b ->
                b.weights("w", 2, 3, 3, 3)
                    .node(
                        "ConvTranspose",
                        "x w",
                        "y",
                        list("strides", 2, 2),
                        list("output_shape", 12, 14))),
        pool("MaxPool", 7),
        pool("MaxPool", 12, attribute("ceil_mode", 1), list("strides", 2, 3)),
        pool("MaxPool", 12, list("dilations", 2, 2)),
        pool("MaxPool", 8, list("pads", 1, 0, 1, 1), list("strides", 2, 2)),
        pool("MaxPool", 12, attribute("auto_pad", "SAME_UPPER"), list("strides", 2, 2)),
        pool("AveragePool", 7, list("pads", 1, 1, 1, 1)),
        pool("AveragePool", 11, list("pads", 1, 1, 1, 1), attribute("count_include_pad", 1)),
        pool("AveragePool", 11, attribute("ceil_mode", 1), list("strides", 2, 2)),
        pool("LpPool", 11, attribute("p", 2)),
        plain("GlobalAveragePool", 7),
        plain("GlobalMaxPool", 7));
  }

  private static Case same(String operator, String mode) {
    return image(
        operator + " " + mode,
        11,
        b ->
            b.weights("w", 3, 2, 4, 3)
                .node(operator, "x w", "y", attribute("auto_pad", mode), list("strides", 2, 2)));
  }

  private static Case pool(String operator, long operatorSet, AttributeProto... attributes) {
    AttributeProto[] all = java.util.Arrays.copyOf(attributes, attributes.length + 1);
    all[attributes.length] = list("kernel_shape", 3, 2);
    return plain(operator, operatorSet, all);
  }

  static Stream<Case> products() {
    return Stream.of(
        image(
            "Gemm",
            7,
            b ->
                b.node("Flatten", "x", "f")
                    .weights("w", 84, 5)
                    .weights("c", 5)
                    .node("Gemm", "f w c", "y")),
        image(
            "Gemm transB alpha beta",
            13,
            b ->
                b.node("Flatten", "x", "f")
                    .weights("w", 5, 84)
                    .weights("c", 1, 5)
                    .node(
                        "Gemm",
                        "f w c",
                        "y",
                        attribute("transB", 1),
                        attribute("alpha", 0.3),
                        attribute("beta", 2.0))),
        image("MatMul", 13, b -> b.weights("w", 7, 4).node("MatMul", "x w", "y")),
        image("MatMul vector", 13, b -> b.weights("w", 7).node("MatMul", "x w", "y")),
        image(
            "MatMul of activations",
            13,
            b ->
                b.node("Transpose", "x", "t", list("perm", 0, 1, 3, 2)).node("MatMul", "x t", "y")),
        image(
            "BatchNormalization",
            9,
            b ->
                b.weights("s", 2)
                    .weights("c", 2)
                    .weights("m", 2)
                    .reals("v", 0.5, 2, 2)
                    .node("BatchNormalization", "x s c m v", "y", attribute("epsilon", 0.01))),
        image(
            "BatchNormalization",
            15,
            b ->
                b.weights("s", 2)
                    .weights("c", 2)
                    .weights("m", 2)
                    .reals("v", 0.5, 2, 2)
                    .node("BatchNormalization", "x s c m v", "y", attribute("momentum", 0.8))),
        image(
            "InstanceNormalization",
            7,
            b -> b.weights("s", 2).weights("c", 2).node("InstanceNormalization", "x s c", "y")),
        image(
            "LayerNormalization",
            17,
            b ->
                b.weights("s", 6, 7)
                    .weights("c", 6, 7)
                    .node("LayerNormalization", "x s c", "y", attribute("axis", 2))),
        image(
            "GroupNormalization",
            21,
            b ->
                b.weights("s", 2)
                    .weights("c", 2)
                    .node("GroupNormalization", "x s c", "y", attribute("num_groups", 2))),
        plain("LRN", 13, attribute("size", 3), attribute("alpha", 0.2)),
        image(
            "LpNormalization", 7, b -> b.node("LpNormalization", "x", "y", attribute("axis", 2))));
  }

  static Stream<Case> reductions() {
    return Stream.concat(
        Stream.of(
                "ReduceSum",
                "ReduceMean",
                "ReduceMax",
                "ReduceMin",
                "ReduceL1",
                "ReduceL2",
                "ReduceSumSquare",
                "ReduceLogSumExp")
            .map(operator -> plain(operator, 11, list("axes", 2))),
        Stream.of(
            plain("ReduceMean", 11, list("axes", -1, 1), attribute("keepdims", 0)),
            image("ReduceSum", 13, b -> b.integers("a", 3).node("ReduceSum", "x a", "y")),
            image("ReduceMean", 18, b -> b.integers("a", 1, 2).node("ReduceMean", "x a", "y")),
            plain("Softmax", 13),
            plain("Softmax", 13, attribute("axis", 1)),
            plain("Softmax", 11),
            plain("Softmax", 11, attribute("axis", 3)),
            plain("LogSoftmax", 7, attribute("axis", 2)),
            plain("LogSoftmax", 13, attribute("axis", 2))));
  }

  static Stream<Case> layouts() {
    return Stream.of(
        image("Reshape", 7, b -> b.integers("s", 0, -1, 14).node("Reshape", "x s", "y")),
        image("Reshape -1 first", 14, b -> b.integers("s", -1, 84).node("Reshape", "x s", "y")),
        plain("Flatten", 13, attribute("axis", -3)),
        image(
            "Squeeze",
            11,
            b ->
                b.node("ReduceMax", "x", "r", list("axes", 2))
                    .node("Squeeze", "r", "y", list("axes", 2))),
        image(
            "Squeeze",
            13,
            b ->
                b.node("ReduceMax", "x", "r", list("axes", 2))
                    .integers("a", -2)
                    .node("Squeeze", "r a", "y")),
        plain("Unsqueeze", 11, list("axes", 1, 3)),
        image("Unsqueeze", 13, b -> b.integers("a", -1).node("Unsqueeze", "x a", "y")),
        plain("Transpose", 13, list("perm", 0, 3, 1, 2)),
        image(
            "Concat",
            13,
            b -> b.node("Tanh", "x", "t").node("Concat", "x t", "y", attribute("axis", -1))),
        image(
            "Split",
            11,
            b ->
                b.node("Split", "x", "p q", attribute("axis", 3), list("split", 3, 4))
                    .node("Concat", "q p", "y", attribute("axis", 3))),
        image(
            "Split",
            13,
            b ->
                b.integers("s", 2, 4)
                    .node("Split", "x s", "p q", attribute("axis", 2))
                    .node("Concat", "q p", "y", attribute("axis", 2))),
        image(
            "Split",
            18,
            b ->
                b.node("Split", "x", "p q r", attribute("axis", 3), attribute("num_outputs", 3))
                    .node("Concat", "r q p", "y", attribute("axis", 3))),
        plain("Slice", 9, list("starts", 1, -5), list("ends", 9, -1), list("axes", 2, 3)),
        image(
            "Slice steps",
            13,
            b ->
                b.integers("s", -1, 0)
                    .integers("e", -9, 7)
                    .integers("a", 2, 3)
                    .integers("p", -1, 2)
                    .node("Slice", "x s e a p", "y")),
        plain("Pad", 7, list("pads", 0, 0, 1, 2, 0, 0, 0, 1), attribute("value", 0.5)),
        plain("Pad", 7, attribute("mode", "reflect"), list("pads", 0, 0, 1, 2, 0, 0, 0, 1)),
        image(
            "Pad",
            13,
            b -> b.integers("p", 0, 0, 1, 0, 0, 0, 0, 2).real("v", 0.3).node("Pad", "x p v", "y")),
        image(
            "Pad edge",
            13,
            b ->
                b.integers("p", 0, 0, 1, 0, 0, 0, 0, 2)
                    .node("Pad", "x p", "y", attribute("mode", "edge"))),
        image(
            "Pad axes",
            18,
            b -> b.integers("p", 1, 2).integers("a", 3).node("Pad", "x p - a", "y")),
        image(
            "Expand",
            13,
            b ->
                b.integers("a", 1)
                    .node("Unsqueeze", "x a", "u")
                    .integers("s", 1, 3, 1, 1, 7)
                    .node("Expand", "u s", "y")),
        image("Tile", 13, b -> b.integers("r", 1, 2, 1, 3).node("Tile", "x r", "y")),
        image(
            "Gather",
            13,
            b -> b.integers("i", 5, -2, 0).node("Gather", "x i", "y", attribute("axis", 2))),
        image(
            "Gather scalar",
            13,
            b -> b.integer("i", 1).node("Gather", "x i", "y", attribute("axis", 1))),
        image(
            "SpaceToDepth",
            13,
            b ->
                b.integers("p", 0, 0, 0, 0, 0, 0, 0, 1)
                    .node("Pad", "x p", "q")
                    .node("SpaceToDepth", "q", "y", attribute("blocksize", 2))),
        image(
            "DepthToSpace",
            13,
            b ->
                b.weights("w", 8, 2, 1, 1)
                    .node("Conv", "x w", "c")
                    .node(
                        "DepthToSpace",
                        "c",
                        "y",
                        attribute("blocksize", 2),
                        attribute("mode", "CRD"))),
        image(
            "DepthToSpace",
            11,
            b ->
                b.weights("w", 8, 2, 1, 1)
                    .node("Conv", "x w", "c")
                    .node("DepthToSpace", "c", "y", attribute("blocksize", 2))),
        image("Upsample", 9, b -> b.vector("s", 1, 1, 2, 2).node("Upsample", "x s", "y")),
        image("Resize", 10, b -> b.vector("s", 1, 1, 2, 3).node("Resize", "x s", "y")),
        image(
            "Resize linear",
            13,
            b ->
                b.vector("s", 1, 1, 2, 1.5)
                    .node("Resize", "x - s", "y", attribute("mode", "linear"))),
        image(
            "Resize sizes",
            19,
            b ->
                b.integers("s", 1, 2, 12, 14)
                    .node("Shape", "x", "sh", attribute("end", 1))
                    .integers("t", 2, 12, 14)
                    .node("Concat", "sh t", "z", attribute("axis", 0))
                    .node(
                        "Resize",
                        "x - - z",
                        "y",
                        attribute("coordinate_transformation_mode", "asymmetric"),
                        attribute("nearest_mode", "floor"))));
  }

  /** What exporters write around a reshape, and other things known before any example is. */
  static Stream<Case> chains() {
    return Stream.of(
        image(
            "view(x.size(0), -1) of PyTorch",
            11,
            b ->
                b.node("Shape", "x", "s")
                    .integer("zero", 0)
                    .node("Gather", "s zero", "n", attribute("axis", 0))
                    .node("Unsqueeze", "n", "u", list("axes", 0))
                    .node("Constant", "", "m", attribute("value", integers(-1)))
                    .node("Concat", "u m", "t", attribute("axis", 0))
                    .node("Reshape", "x t", "y")),
        image(
            "arithmetic on shapes",
            13,
            b ->
                b.node("Shape", "x", "s")
                    .integers("c", 1)
                    .integers("h", 2)
                    .integers("three", 3)
                    .node("Gather", "s c", "sc")
                    .node("Gather", "s h", "sh")
                    .node("Mul", "sc sh", "area")
                    .node("Div", "area three", "part")
                    .integers("zero", 0)
                    .integers("rest", -1)
                    .node("Cast", "part", "r", attribute("to", 1))
                    .node("Floor", "r", "f")
                    .node("Cast", "f", "i", attribute("to", 7))
                    .node("Concat", "zero i rest", "t", attribute("axis", 0))
                    .node("Reshape", "x t", "y")),
        image(
            "ConstantOfShape Range Expand",
            13,
            b ->
                b.node("Shape", "x", "s")
                    .node(
                        "ConstantOfShape",
                        "s",
                        "k",
                        attribute(
                            "value",
                            TensorProto.newBuilder().setDataType(1).addDims(1).addFloatData(0.5f)))
                    .integer("from", 0)
                    .integer("to", 7)
                    .integer("by", 1)
                    .node("Range", "from to by", "r")
                    .node("Cast", "r", "p", attribute("to", 1))
                    .node("Mul", "x p", "q")
                    .node("Add", "q k", "y")),
        image(
            "where on a shape",
            13,
            b ->
                b.node("Shape", "x", "s")
                    .integers("m", 0, -1, 1, 42)
                    .integers("none", 0)
                    .node("Equal", "m none", "e")
                    .node("Where", "e s m", "t")
                    .node("Reshape", "x t", "y")),
        image(
            "an empty slice of a shape",
            13,
            b ->
                b.node("Shape", "x", "s")
                    .integers("four", 4)
                    .integers("end", 9)
                    .node("Slice", "s four end", "none")
                    .node("Concat", "s none", "t", attribute("axis", 0))
                    .node("Reshape", "x t", "y")),
        image(
            "class token",
            13,
            b ->
                b.node("Shape", "x", "s")
                    .integers("first", 0)
                    .node("Gather", "s first", "n")
                    .integers("rest", 1, 6, 7)
                    .node("Concat", "n rest", "t", attribute("axis", 0))
                    .weights("token", 1, 1, 6, 7)
                    .node("Expand", "token t", "tokens")
                    .node("Concat", "tokens x", "y", attribute("axis", 1))),
        image(
            "quantised weights",
            13,
            b ->
                b.tensor(
                        TensorProto.newBuilder()
                            .setName("q")
                            .setDataType(3)
                            .addDims(2)
                            .addDims(2)
                            .addDims(1)
                            .addDims(1)
                            .addInt32Data(-100)
                            .addInt32Data(50)
                            .addInt32Data(127)
                            .addInt32Data(7)
                            .build())
                    .vector("scale", 0.01, 0.02)
                    .node("DequantizeLinear", "q scale", "w", attribute("axis", 0))
                    .node("Conv", "x w", "y")),
        image(
            "weights quantised and back",
            13,
            b ->
                b.weights("w", 2, 2, 1, 1)
                    .real("scale", 0.01)
                    .tensor(
                        TensorProto.newBuilder()
                            .setName("z")
                            .setDataType(3)
                            .addInt32Data(3)
                            .build())
                    .node("QuantizeLinear", "w scale z", "q")
                    .node("DequantizeLinear", "q scale z", "d")
                    .node("Conv", "x d", "y")),
        image(
            "half precision weights",
            13,
            b ->
                b.tensor(
                        TensorProto.newBuilder()
                            .setName("h")
                            .setDataType(10)
                            .addDims(2)
                            .addInt32Data(0x3c00)
                            .addInt32Data(0xb800)
                            .build())
                    .node("Cast", "h", "f", attribute("to", 1))
                    .integers("s", 2, 1, 1)
                    .node("Reshape", "f s", "w")
                    .node("Mul", "x w", "y")));
  }

  @ParameterizedTest
  @MethodSource({"elementwise", "windows", "products", "reductions", "layouts", "chains"})
  void agreesWithOnnxRuntime(Case made) throws OrtException {
    Path file = made.model().write(temp);
    long[] shape = java.util.Arrays.copyOfRange(made.dims(), 1, made.dims().length);
    InputSpec spec =
        new InputSpec(java.util.Arrays.stream(shape).boxed().toList(), made.low(), made.high());
    float[] x = new float[ROWS * spec.features()];
    Random random = new Random(made.name().hashCode());
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (made.low() + (made.high() - made.low()) * random.nextDouble());
    }
    float[][] expected = Reference.run(file, Reference.rows(x, ROWS));
    ImportOptions options =
        ImportOptions.DEFAULT.laidOut(ImageLayout.NCHW).on(RuntimeChoice.ONNXRUNTIME, 1);
    try (ImportedModel model = OnnxNetwork.read(file).model(spec, options)) {
      assertThat(model.description().limitation()).isEmpty();
      GraphModel classifier = (GraphModel) model;
      float[][] actual =
          Reference.rows(
              classifier
                  .logits(Nd4j.createFromArray(x).reshape('c', spec.batch(ROWS)))
                  .data()
                  .asFloat(),
              ROWS);
      for (int n = 0; n < ROWS; n++) {
        assertThat(actual[n]).hasSameSizeAs(expected[n]);
        for (int k = 0; k < expected[n].length; k++) {
          assertThat(actual[n][k])
              .as("row %s score %s", n, k)
              .isCloseTo(expected[n][k], within(2e-5f * (1 + Math.abs(expected[n][k]))));
        }
      }
    }
  }
}

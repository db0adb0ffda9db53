package org.gauntletml.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gauntletml.models.onnx.OnnxBuilder.list;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.onnx.RuntimeChoice;
import org.gauntletml.models.wrapping.GraphModel;
import org.gauntletml.models.wrapping.ImportOptions;
import org.gauntletml.models.wrapping.ImportedModel;
import org.gauntletml.models.wrapping.Normalization;
import org.gauntletml.models.wrapping.ScoreModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no classifier we can wrap: one sentence says what is wrong and what to do. */
class ImportRefusalTest {
  private static final InputSpec ROW = InputSpec.unit(4);
  private static final ImportOptions FAST = ImportOptions.DEFAULT.on(RuntimeChoice.ONNXRUNTIME, 1);

  @TempDir Path temp;

  private static void refused(Runnable reading, String... parts) {
    assertThatThrownBy(reading::run)
        .isInstanceOf(BadInput.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
  }

  private void refused(Path file, String... parts) {
    refused(() -> OnnxNetwork.read(file).model(ROW, FAST).close(), parts);
  }

  private static OnnxBuilder dense() {
    return OnnxBuilder.of(13, 0, 4).weights("w", 4, 3).node("MatMul", "x w", "z");
  }

  @Test
  void missingTruncatedOrForeign() throws IOException {
    refused(temp.resolve("none.onnx"), "none.onnx: expected a model file, got no such file.");
    refused(temp, "expected a model file, got something else.");
    byte[] whole = dense().output("z", 1, 0, 3).build().toByteArray();
    Path cut = Files.write(temp.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length - 9));
    refused(cut, "cut.onnx: expected an ONNX model, got a file that is truncated", "copied whole");
    Path text = Files.writeString(temp.resolve("text.onnx"), "this is no protobuf at all");
    refused(text, "text.onnx: expected an ONNX model");
    refused(Files.write(temp.resolve("e.onnx"), new byte[0]), "got a file without operations");
  }

  @Test
  void anOperatorSetNobodyKnows() {
    Path file =
        OnnxBuilder.of(99, 0, 4)
            .weights("w", 4, 3)
            .node("MatMul", "x w", "z")
            .output("z", 1, 0, 3)
            .write(temp);
    refused(file, "a model that ONNX Runtime can load", "export it again for operator set 7 to 21");
  }

  @Test
  void anOperatorNobodyKnows() {
    Path file = dense().node("Frobnicate", "z", "y").output("y", 1, 0, 3).write(temp);
    refused(file, "a model that ONNX Runtime can load", "Frobnicate");
  }

  @Test
  void inputsOfAnotherForm() {
    Path two =
        OnnxBuilder.of(13, 0, 4)
            .input("mask", 1, 0, 4)
            .node("Add", "x mask", "z")
            .output("z", 1, 0, 4)
            .write(temp);
    refused(two, "expected a model with one input, got 2 inputs [x, mask]", "constants");
    Path whole =
        OnnxBuilder.of(13, 4)
            .weights("w", 4, 3)
            .node("MatMul", "x w", "z")
            .output("z", 1, 3)
            .write(temp);
    refused(whole, "input 'x': expected a batch of examples [N, ...]", "Export");
    refused(
        () ->
            OnnxNetwork.read(dense().output("z", 1, 0, 3).write(temp))
                .model(InputSpec.unit(5), FAST),
        "expected inputs of shape [N,4], got [N,5]");
  }

  @Test
  void outputsThatTellNoClasses() {
    refused(
        OnnxBuilder.of(13, 0, 4)
            .weights("w", 4, 1)
            .node("MatMul", "x w", "z")
            .output("z", 1, 0, 1)
            .write(temp),
        "output 'z': expected one row of two or more class scores per example, or one sigmoid",
        "a regression");
    refused(
        dense().node("ReduceMax", "z", "y", list("axes", 1)).output("y", 1, 0, 1).write(temp),
        "two or more class scores");
    refused(
        OnnxBuilder.of(11, 0, 4)
            .node("ReduceMax", "x", "y", list("axes", 0, 1))
            .output("y", 1, 1, 1)
            .write(temp),
        "output 'y': expected one row per example, got [1, 1]",
        "batch as the first dimension");
    refused(
        dense().node("Relu", "z", "y").output("z", 1, 0, 3).output("y", 1, 0, 3).write(temp),
        "expected one output of class scores, got the outputs [z, y]",
        "--model-output");
    refused(
        () ->
            OnnxNetwork.read(dense().output("z", 1, 0, 3).write(temp))
                .model(ROW, FAST.output("nothing")),
        "expected an output among [z], got nothing");
  }

  /** Not refused as such: the network works, but only as long as nobody wants its gradient. */
  @Test
  void aShapeThatDependsOnTheExamples() {
    Path file =
        dense()
            .node("NonZero", "z", "where")
            .node("Shape", "where", "s")
            .integers("two", 0)
            .node("Gather", "s two", "rank")
            .node("Cast", "rank", "r", OnnxBuilder.attribute("to", 1))
            .node("Mul", "z r", "y")
            .output("y", 1, 0, 3)
            .write(temp);
    try (ImportedModel model = OnnxNetwork.read(file).model(ROW, FAST)) {
      assertThat(model.description().limitation().orElseThrow()).contains("NonZero");
    }
  }

  /** Recurrent layers have no translation; ONNX Runtime serves their scores. */
  @Test
  void aRecurrentModelTellsScores() {
    Path file =
        OnnxBuilder.of(14, 0, 5, 3)
            .node("Transpose", "x", "t", list("perm", 1, 0, 2))
            .weights("w", 1, 16, 3)
            .weights("r", 1, 16, 4)
            .node("LSTM", "t w r", "y h c", OnnxBuilder.attribute("hidden_size", 4))
            .integers("rows", -1, 4)
            .node("Reshape", "h rows", "z")
            .output("z", 1, 0, 4)
            .write(temp);
    try (ImportedModel model = OnnxNetwork.read(file).model(InputSpec.unit(5, 3), FAST)) {
      assertThat(model).isInstanceOf(ScoreModel.class);
      assertThat(model.description().limitation().orElseThrow())
          .contains("an operation that the gradient engine knows", "LSTM");
    }
  }

  /** So have operators that hold graphs of their own. */
  @Test
  void aModelWithSubgraphsTellsScores() {
    GraphProto.Builder branch = GraphProto.newBuilder().setName("branch");
    branch.addNode(NodeProto.newBuilder().setOpType("Relu").addInput("z").addOutput("b"));
    branch.addOutput(
        ValueInfoProto.newBuilder()
            .setName("b")
            .setType(dense().output("b", 1, 0, 3).build().getGraph().getOutput(0).getType()));
    AttributeProto.Builder graph =
        AttributeProto.newBuilder().setType(AttributeProto.AttributeType.GRAPH).setG(branch);
    Path file =
        dense()
            .tensor(
                TensorProto.newBuilder()
                    .setName("condition")
                    .setDataType(9)
                    .addInt32Data(1)
                    .build())
            .node(
                "If",
                "condition",
                "y",
                graph.clone().setName("then_branch").build(),
                graph.clone().setName("else_branch").build())
            .output("y", 1, 0, 3)
            .write(temp);
    try (ImportedModel model = OnnxNetwork.read(file).model(ROW, FAST)) {
      assertThat(model).isInstanceOf(ScoreModel.class);
      assertThat(model.description().limitation().orElseThrow()).contains("If");
    }
  }

  @Test
  void anOpenImageSizeNeedsTheDataForIt() {
    Path file =
        OnnxBuilder.of(13, 0, 1, -2, -3)
            .weights("w", 3, 1, 2, 2)
            .node("Conv", "x w", "c")
            .node("GlobalAveragePool", "c", "g")
            .node("Flatten", "g", "z")
            .output("z", 1, 0, 3)
            .write(temp);
    OnnxNetwork network = OnnxNetwork.read(file);
    assertThat(network.inputShape(null)).isEmpty();
    try (ImportedModel model = network.model(InputSpec.unit(1, 5, 7), FAST)) {
      assertThat(model).isInstanceOf(GraphModel.class);
    }
    refused(
        () -> network.model(InputSpec.unit(3, 5, 7), FAST),
        "expected inputs of shape [N,1,?,?], got [N,3,5,7]");
  }

  @Test
  void dataOutsideTheFolder() throws IOException {
    Path inside = Files.createDirectory(temp.resolve("models"));
    Files.write(temp.resolve("secret"), new byte[48]);
    Files.write(inside.resolve("weights"), new byte[48]);
    for (String location : List.of("../secret", temp.resolve("secret").toString(), "", "none")) {
      refused(external(location, 0, 48).write(inside), "data in a file in the model's folder");
    }
    Files.createSymbolicLink(inside.resolve("link"), temp.resolve("secret"));
    refused(external("link", 0, 48).write(inside), "data in a file in the model's folder", "link");
    refused(external("weights", 8, 48).write(inside), "48 bytes from 8 on", "a file of 48 bytes");
    refused(external("weights", 0, 40).write(inside), "tensor 'w': expected 48 bytes of data");
    try (ImportedModel model =
        OnnxNetwork.read(external("weights", 0, 48).write(inside)).model(ROW, FAST)) {
      assertThat(model).isInstanceOf(GraphModel.class);
    }
  }

  private static OnnxBuilder external(String location, long offset, long length) {
    return OnnxBuilder.of(13, 0, 4)
        .tensor(
            TensorProto.newBuilder()
                .setName("w")
                .setDataType(1)
                .addDims(4)
                .addDims(3)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location))
                .addExternalData(entry("offset", "" + offset))
                .addExternalData(entry("length", "" + length))
                .build())
        .node("MatMul", "x w", "z")
        .output("z", 1, 0, 3);
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @Test
  void tensorsThatClaimMoreThanTheyHold() {
    Path file =
        OnnxBuilder.of(13, 0, 4)
            .tensor(
                TensorProto.newBuilder()
                    .setName("w")
                    .setDataType(1)
                    .addDims(1L << 40)
                    .addDims(1L << 40)
                    .build())
            .node("MatMul", "x w", "z")
            .output("z", 1, 0, 3)
            .write(temp);
    refused(file, "tensor 'w': expected at most 2^31 values");
  }

  @Test
  void normalisationThatDoesNotFit() {
    refused(
        () -> new Normalization(List.of(1.0), List.of()), "as many standard deviations as means");
    refused(() -> new Normalization(List.of(1.0), List.of(0.0)), "positive deviations");
    ImportOptions three =
        FAST.normalized(new Normalization(List.of(1.0, 2.0, 3.0), List.of(1.0, 2.0, 3.0)));
    refused(
        () -> OnnxNetwork.read(dense().output("z", 1, 0, 3).write(temp)).model(ROW, three),
        "expected one value or one per channel, 4, got 3 values");
  }
}

package org.gauntletml.models.onnx;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.ModelPath;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/**
 * An ONNX file as a stranger may have made it, with tensors that lie in files beside it taken in.
 *
 * @param name for messages
 */
record OnnxFile(String name, ModelProto proto) {
  private static final int MOST_NODES = 200_000;
  private static final String WRITER =
      "Write the model again with torch.onnx.export, tf2onnx or skl2onnx";

  /**
   * @throws BadInput if the file is missing, too large, truncated or no ONNX model
   */
  static OnnxFile read(Path path) {
    String name = path.toString();
    try {
      ModelPath.check(path, "an ONNX file");
      OnnxFile file = new OnnxFile(name, new ExternalData(name, path).embed(parse(name, path)));
      file.check();
      return file;
    } catch (IOException failed) {
      throw BadInput.of(name, "a file that can be read", String.valueOf(failed.getMessage()));
    }
  }

  private static ModelProto parse(String name, Path path) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      CodedInputStream coded = CodedInputStream.newInstance(in);
      coded.setSizeLimit(Integer.MAX_VALUE);
      return ModelProto.parseFrom(coded);
    } catch (InvalidProtocolBufferException damaged) {
      throw BadInput.of(name, "an ONNX model", "a file that is truncated or something else")
          .hint("Check that it was copied whole. " + WRITER);
    }
  }

  private void check() {
    GraphProto graph = proto.getGraph();
    if (!proto.hasGraph() || graph.getNodeCount() == 0 || proto.getOpsetImportCount() == 0) {
      throw BadInput.of(name, "an ONNX model", "a file without operations").hint(WRITER);
    }
    if (graph.getNodeCount() > MOST_NODES) {
      throw BadInput.of(name, "at most " + MOST_NODES + " operations", graph.getNodeCount());
    }
  }

  GraphProto graph() {
    return proto.getGraph();
  }

  /** Version of the standard operators; 0 if the model uses none of them. */
  long operatorSet() {
    return proto.getOpsetImportList().stream()
        .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
        .mapToLong(OperatorSetIdProto::getVersion)
        .findFirst()
        .orElse(0);
  }

  /** The one value that is fed. */
  ValueInfoProto input() {
    Set<String> constants = new HashSet<>();
    graph().getInitializerList().stream().map(TensorProto::getName).forEach(constants::add);
    List<ValueInfoProto> inputs =
        graph().getInputList().stream()
            .filter(input -> !constants.contains(input.getName()))
            .toList();
    if (inputs.size() != 1) {
      throw BadInput.of(
              name,
              "a model with one input",
              inputs.size() + " inputs " + inputs.stream().map(ValueInfoProto::getName).toList())
          .hint("Fix the others to constants when the model is exported");
    }
    return inputs.get(0);
  }
}

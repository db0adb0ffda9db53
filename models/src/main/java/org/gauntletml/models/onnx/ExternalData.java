package org.gauntletml.models.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.gauntletml.models.BadInput;
import org.nd4j.shade.protobuf.ByteString;

/** Tensors that a model keeps in files beside it, and nowhere else. */
final class ExternalData {
  private final String name;
  private final Path model;
  private long room = Integer.MAX_VALUE;

  ExternalData(String name, Path model) {
    this.name = name;
    this.model = model;
  }

  /**
   * The same model with these tensors inside.
   *
   * @throws BadInput if a path leaves the model's folder, or there is less or more data than fits
   */
  ModelProto embed(ModelProto proto) throws IOException {
    GraphProto graph = proto.getGraph();
    if (graph.getInitializerList().stream().noneMatch(ExternalData::isExternal)) {
      return proto;
    }
    GraphProto.Builder whole = graph.toBuilder();
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      if (isExternal(graph.getInitializer(i))) {
        whole.setInitializer(i, load(graph.getInitializer(i)));
      }
    }
    return proto.toBuilder().setGraph(whole).build();
  }

  private static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
  }

  private TensorProto load(TensorProto tensor) throws IOException {
    Map<String, String> where = new HashMap<>();
    tensor.getExternalDataList().forEach(e -> where.put(e.getKey(), e.getValue()));
    String who = name + ", tensor '" + tensor.getName() + "'";
    Path file = resolve(who, where.getOrDefault("location", ""));
    long offset = number(who, where.getOrDefault("offset", "0"));
    long length = number(who, where.getOrDefault("length", "" + (Files.size(file) - offset)));
    if (offset > Files.size(file) || length > Files.size(file) - offset) {
      throw BadInput.of(
          who,
          length + " bytes from " + offset + " on in " + file.getFileName(),
          "a file of " + Files.size(file) + " bytes");
    }
    room -= length;
    if (room < 0) {
      throw BadInput.of(name, "at most 2 GiB of tensors", "more");
    }
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length));
    try (FileChannel channel = FileChannel.open(file)) {
      while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {}
    }
    return tensor.toBuilder()
        .clearExternalData()
        .clearDataLocation()
        .setRawData(ByteString.copyFrom(bytes.flip()))
        .build();
  }

  private Path resolve(String who, String location) throws IOException {
    BadInput outside =
        BadInput.of(who, "data in a file in the model's folder", "'" + location + "'");
    try {
      Path folder = model.toAbsolutePath().resolveSibling("").normalize();
      Path file = folder.resolve(location).normalize();
      if (location.isEmpty() || !file.startsWith(folder) || !Files.isRegularFile(file)) {
        throw outside;
      }
      if (!file.toRealPath().startsWith(folder.toRealPath())) {
        throw outside;
      }
      return file;
    } catch (InvalidPathException e) {
      throw outside;
    }
  }

  private static long number(String who, String text) {
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw BadInput.of(who, "an offset and a length in bytes", "'" + text + "'");
    }
    throw BadInput.of(who, "an offset and a length in bytes", "'" + text + "'");
  }
}

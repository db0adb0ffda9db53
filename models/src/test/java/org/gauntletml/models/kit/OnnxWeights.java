package org.gauntletml.models.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import onnx.Onnx;
import org.gauntletml.models.graph.Tensor;

/** The parameters in a published model's ONNX file, by name. */
final class OnnxWeights {
  private final Map<String, Tensor> tensors = new HashMap<>();

  private OnnxWeights(Path file) {
    try {
      for (Onnx.TensorProto tensor :
          Onnx.ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getInitializerList()) {
        tensors.put(tensor.getName(), tensor(tensor));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the MNIST model in this file beside the checkout, where it is there. */
  static Optional<OnnxWeights> ofMnistModel(String file) {
    return MnistLenet.mnist()
        .map(mnist -> mnist.resolveSibling("models-mnist/onnx").resolve(file))
        .filter(Files::isRegularFile)
        .map(OnnxWeights::new);
  }

  Tensor named(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  private static Tensor tensor(Onnx.TensorProto tensor) {
    float[] values = new float[tensor.getRawData().size() / Float.BYTES];
    ByteBuffer.wrap(tensor.getRawData().toByteArray())
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return Tensor.of(values, tensor.getDimsList().stream().mapToLong(Long::longValue).toArray());
  }
}

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
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@link MnistLenet} with the weights that advertorch published and measured its attack figures on
 * (98.89% clean on the whole test set), read from the ONNX file beside this checkout.
 */
public final class PublishedLenet {
  private static final String[] LAYERS = {"conv1", "", "conv2", "", "linear1", "linear2"};

  private PublishedLenet() {}

  /** The network, where the file is there. */
  public static Optional<MultiLayerNetwork> network() {
    return MnistLenet.mnist()
        .map(mnist -> mnist.resolveSibling("models-mnist/onnx/advertorch_lenet5_clntrained.onnx"))
        .filter(Files::isRegularFile)
        .map(PublishedLenet::read);
  }

  private static MultiLayerNetwork read(Path file) {
    Map<String, INDArray> weights = new HashMap<>();
    try {
      for (Onnx.TensorProto tensor :
          Onnx.ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getInitializerList()) {
        weights.put(tensor.getName(), array(tensor));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    MultiLayerNetwork net = MnistLenet.untrained();
    for (int i = 0; i < LAYERS.length; i++) {
      if (!LAYERS[i].isEmpty()) {
        INDArray w = Objects.requireNonNull(weights.get(LAYERS[i] + ".weight"), LAYERS[i]);
        INDArray b = Objects.requireNonNull(weights.get(LAYERS[i] + ".bias"), LAYERS[i]);
        net.setParam(i + "_W", w.rank() == 2 ? w.transpose().dup() : w);
        net.setParam(i + "_b", b.reshape(1, -1));
      }
    }
    return net;
  }

  private static INDArray array(Onnx.TensorProto tensor) {
    float[] values = new float[tensor.getRawData().size() / Float.BYTES];
    ByteBuffer.wrap(tensor.getRawData().toByteArray())
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
    return Nd4j.createFromArray(values).reshape('c', shape);
  }
}

package org.gauntletml.models.graph.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import org.gauntletml.models.graph.Convolution;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.Window;

/**
 * How many channels ONNX Runtime lays side by side on this processor: it is shown a convolution of
 * 16 to 8 channels, and the rows of weights it makes of that tell. 0 where it has no such layout.
 */
final class BlockSize {
  private static final int INPUTS = 16;
  private static final int OUTPUTS = 8;

  private BlockSize() {}

  private static final class Holder {
    static final int SIZE = probe();
  }

  static int ofThisProcessor() {
    return Holder.SIZE;
  }

  private static int probe() {
    GraphBuilder b = new GraphBuilder();
    Node x = b.input("x", INPUTS, 4, 4);
    Node w = b.constant(Tensor.of(new float[OUTPUTS * INPUTS * 9], OUTPUTS, INPUTS, 3, 3));
    Graph graph = b.output("y", b.add(new Convolution.Conv(Window.of(3, 3), 1), x, w)).build();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      Path file = Files.createTempFile("gauntlet", ".onnx");
      try {
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.setIntraOpNumThreads(1);
        options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        options.setOptimizedModelFilePath(file.toString());
        byte[] model = OnnxExport.model(graph, Map.of()).toByteArray();
        OrtEnvironment.getEnvironment().createSession(model, options).close();
        try (InputStream in = Files.newInputStream(file)) {
          return rows(ModelProto.parseFrom(in));
        }
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime refused a convolution", e);
    }
  }

  private static int rows(ModelProto optimized) {
    List<String> weights =
        optimized.getGraph().getNodeList().stream()
            .filter(
                n -> n.getDomain().equals("com.microsoft.nchwc") && n.getOpType().equals("Conv"))
            .map((NodeProto n) -> n.getInput(1))
            .toList();
    return optimized.getGraph().getInitializerList().stream()
        .filter(t -> weights.contains(t.getName()))
        .mapToInt(t -> Math.toIntExact(t.getDims(0)))
        .findFirst()
        .orElse(0);
  }
}

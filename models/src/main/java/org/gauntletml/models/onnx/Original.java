package org.gauntletml.models.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ValueInfoProto;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.wrapping.InputEdge;
import org.gauntletml.models.wrapping.InputShape;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * ONNX Runtime running a file as it is, in pieces of its batch size where that is fixed. May be
 * asked for values inside the model. Safe for several threads.
 */
final class Original implements AutoCloseable {
  private final OnnxFile file;
  private final String input;
  private final InputEdge edge;
  private final long fixedBatch;
  private final OrtSession session;

  /**
   * @param values that will be asked for
   * @throws BadInput if ONNX Runtime refuses the file, with its words
   */
  Original(OnnxFile file, InputShape shape, InputEdge edge, Set<String> values, int threads) {
    this.file = file;
    this.input = shape.name();
    this.edge = edge;
    this.fixedBatch = shape.fixedBatch();
    GraphProto.Builder graph = file.graph().toBuilder().clearOutput();
    values.forEach(value -> graph.addOutput(ValueInfoProto.newBuilder().setName(value)));
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      byte[] bytes = file.proto().toBuilder().setGraph(graph).build().toByteArray();
      this.session = OrtEnvironment.getEnvironment().createSession(bytes, options);
    } catch (OrtException refused) {
      throw BadInput.of(file.name(), "a model that ONNX Runtime can load", firstLine(refused))
          .hint("Check the file with onnx.checker, or export it again for operator set 7 to 21");
    }
  }

  /** Values of one kind for a batch of examples, as rows. */
  record Rows(long[] shape, double[][] values) {}

  /**
   * @param x in the caller's units, {@code [N, input...]}
   * @return for each value asked for one row per example
   * @throws BadInput if a value has no row per example
   */
  Map<String, Rows> run(INDArray x) {
    int rows = (int) x.size(0);
    float[] all = edge.apply(x.dup('c').data().asFloat(), rows);
    int step = fixedBatch == 0 ? rows : (int) fixedBatch;
    int features = all.length / Math.max(1, rows);
    Map<String, List<double[]>> results = new LinkedHashMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (int start = 0; start < rows; start += step) {
      int count = Math.min(step, rows - start);
      FloatBuffer piece = direct(step * features);
      piece.put(0, all, start * features, count * features);
      for (int i = count; i < step; i++) {
        piece.put(i * features, all, start * features, features);
      }
      run(piece, step, count, results, shapes);
    }
    Map<String, Rows> told = new LinkedHashMap<>();
    results.forEach(
        (name, list) ->
            told.put(
                name,
                new Rows(shapes.getOrDefault(name, new long[0]), list.toArray(double[][]::new))));
    return told;
  }

  private void run(
      FloatBuffer piece,
      int rows,
      int wanted,
      Map<String, List<double[]>> results,
      Map<String, long[]> shapes) {
    try (OnnxTensor fed =
            OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), piece, edge.batch(rows));
        OrtSession.Result outputs = session.run(Map.of(input, fed))) {
      for (String name : new LinkedHashSet<>(session.getOutputNames())) {
        Optional<ai.onnxruntime.OnnxValue> value = outputs.get(name);
        if (value.isPresent() && value.get() instanceof OnnxTensor tensor) {
          long[] shape = tensor.getInfo().getShape();
          double[] values = reals(name, tensor);
          int length = values.length / rows;
          shapes.put(name, shape);
          List<double[]> list = results.computeIfAbsent(name, n -> new ArrayList<>());
          for (int i = 0; i < wanted; i++) {
            list.add(Arrays.copyOfRange(values, i * length, (i + 1) * length));
          }
        }
      }
    } catch (OrtException failed) {
      throw BadInput.of(
              file.name(),
              "a model that ONNX Runtime can run on " + Arrays.toString(edge.batch(rows)),
              firstLine(failed))
          .hint("Check the shape of the input");
    }
  }

  private double[] reals(String name, OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    return switch (info.type) {
      case FLOAT, FLOAT16, BFLOAT16 -> {
        FloatBuffer from = tensor.getFloatBuffer();
        double[] to = new double[from.remaining()];
        for (int i = 0; i < to.length; i++) {
          to[i] = from.get(i);
        }
        yield to;
      }
      case DOUBLE -> {
        double[] to = new double[tensor.getDoubleBuffer().remaining()];
        tensor.getDoubleBuffer().get(to);
        yield to;
      }
      case INT64 -> {
        long[] to = new long[tensor.getLongBuffer().remaining()];
        tensor.getLongBuffer().get(to);
        yield Arrays.stream(to).asDoubleStream().toArray();
      }
      default ->
          throw BadInput.of(
              file.name() + ", value '" + name + "'", "numbers", info.type.toString());
    };
  }

  private static FloatBuffer direct(int size) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static String firstLine(OrtException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason");
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed to close a session", e);
    }
  }
}

package org.gauntletml.models.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** ONNX Runtime on a file, one example at a time. */
final class Reference {
  private Reference() {}

  /** The first output for each example, whose values are in the model's own order. */
  static float[][] run(Path file, float[][] examples) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString())) {
      Map.Entry<String, NodeInfo> input = session.getInputInfo().entrySet().iterator().next();
      long[] shape = ((TensorInfo) input.getValue().getInfo()).getShape().clone();
      shape[0] = 1;
      float[][] results = new float[examples.length][];
      for (int n = 0; n < examples.length; n++) {
        try (OnnxTensor fed =
                OnnxTensor.createTensor(environment, FloatBuffer.wrap(examples[n]), shape);
            OrtSession.Result result = session.run(Map.of(input.getKey(), fed))) {
          FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
          results[n] = new float[values.remaining()];
          values.get(results[n]);
        }
      }
      return results;
    }
  }

  /** Rows of a flat array. */
  static float[][] rows(float[] flat, int rows) {
    int length = flat.length / rows;
    float[][] result = new float[rows][];
    Arrays.setAll(result, n -> Arrays.copyOfRange(flat, n * length, (n + 1) * length));
    return result;
  }
}

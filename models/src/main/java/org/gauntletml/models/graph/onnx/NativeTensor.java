package org.gauntletml.models.graph.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;

/**
 * A tensor of ONNX Runtime over native memory that can be written again.
 *
 * @param memory what {@code tensor} reads
 */
record NativeTensor(OnnxTensor tensor, Buffer memory) {

  /** Real, with memory that holds nothing yet. */
  static NativeTensor of(Shape shape) throws OrtException {
    FloatBuffer memory = room(shape, Float.BYTES).asFloatBuffer();
    return new NativeTensor(
        OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), memory, shape.dims()), memory);
  }

  /** Of the value's type, holding it. */
  static NativeTensor copy(Tensor value) throws OrtException {
    NativeTensor copy;
    if (value.element() == ElementType.REAL) {
      copy = of(value.shape());
    } else {
      LongBuffer memory = room(value.shape(), Long.BYTES).asLongBuffer();
      copy =
          new NativeTensor(
              OnnxTensor.createTensor(
                  OrtEnvironment.getEnvironment(), memory, value.shape().dims()),
              memory);
    }
    copy.put(value);
    return copy;
  }

  private static ByteBuffer room(Shape shape, int bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(shape.size() * bytes))
        .order(ByteOrder.nativeOrder());
  }

  void put(Tensor value) {
    if (memory instanceof FloatBuffer reals) {
      reals.put(0, value.floats());
    } else if (memory instanceof LongBuffer integers) {
      integers.put(0, value.longs());
    }
  }

  void close() {
    tensor.close();
  }
}

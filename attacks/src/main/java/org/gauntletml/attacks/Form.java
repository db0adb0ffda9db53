package org.gauntletml.attacks;

import java.nio.FloatBuffer;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The native array that questions in plain Java are written to. It is used again for the next
 * question of as many points: a fresh one costs as much as writing it, and has to be collected.
 */
final class Form {
  private final InputSpec input;
  private INDArray array = Nd4j.empty(DataType.FLOAT);

  Form(InputSpec input) {
    this.input = input;
  }

  /**
   * These points, {@code [M, input...]}.
   *
   * @return valid until the next call; not to be closed
   */
  INDArray filled(float[][] points) {
    if (array.isEmpty() || array.size(0) != points.length) {
      close();
      array = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', input.batch(points.length));
    }
    FloatBuffer values = array.data().asNioFloat();
    for (float[] point : points) {
      values.put(point);
    }
    return array;
  }

  private void close() {
    if (!array.isEmpty()) {
      array.close();
    }
  }
}

package org.gauntletml.models.graph.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays for what is computed, some of them for one value after another. */
final class Buffers implements AutoCloseable {
  private final List<INDArray> all = new ArrayList<>();
  private final Map<List<Object>, Deque<INDArray>> idle = new HashMap<>();

  /** An array in 'c' order that holds anything, lent until {@link #close()}. */
  INDArray take(DataType type, long... shape) {
    INDArray used = idle(type, shape).poll();
    if (used != null) {
      return used;
    }
    INDArray fresh = Nd4j.createUninitializedDetached(type, 'c', shape);
    all.add(fresh);
    return fresh;
  }

  /** The next one who takes an array of this type and shape may have it. */
  void give(INDArray array) {
    idle(array.dataType(), array.shape()).add(array);
  }

  private Deque<INDArray> idle(DataType type, long... shape) {
    return idle.computeIfAbsent(List.of(type, Arrays.toString(shape)), fresh -> new ArrayDeque<>());
  }

  @Override
  public void close() {
    all.forEach(INDArray::close);
    all.clear();
    idle.clear();
  }
}

package org.gauntletml.models.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** An execution in single precision, and the input arrays made for it. */
final class Bound implements Pool.Sized {
  private final long batch;
  private final Map<String, INDArray> inputs = new HashMap<>();
  private final List<INDArray> owned = new ArrayList<>();
  private final Execution execution;

  /**
   * @param given inputs by name that exist already and stay their owner's; the others are made here
   */
  Bound(CompiledGraph compiled, long batch, Map<String, INDArray> given) {
    this.batch = batch;
    List<INDArray> arrays = new ArrayList<>();
    for (Node input : compiled.graph().inputs()) {
      INDArray array = given.get(input.name());
      if (array == null) {
        array = room(input.type().element(), input.shape().at(batch));
        owned.add(array);
      }
      inputs.put(input.name(), array);
      arrays.add(array);
    }
    this.execution = compiled.bind(arrays);
  }

  private static INDArray room(ElementType element, long... shape) {
    return Nd4j.createUninitializedDetached(
        switch (element) {
          case REAL -> DataType.FLOAT;
          case INTEGER -> DataType.INT64;
          case BOOLEAN -> DataType.BOOL;
        },
        'c',
        shape);
  }

  @Override
  public long batch() {
    return batch;
  }

  INDArray input(String name) {
    INDArray input = inputs.get(name);
    if (input == null) {
      throw new IllegalStateException("no input '" + name + "'");
    }
    return input;
  }

  void run() {
    execution.run();
  }

  List<INDArray> outputs() {
    return execution.outputs();
  }

  /** A copy that is in no workspace, whatever the calling thread has open. */
  static INDArray copy(INDArray array) {
    return Nd4j.createUninitializedDetached(array.dataType(), 'c', array.shape()).assign(array);
  }

  @Override
  public void close() {
    execution.close();
    owned.forEach(INDArray::close);
  }
}

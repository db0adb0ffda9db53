package org.gauntletml.models.graph.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gauntletml.models.graph.ElementType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory of one execution. Buffers that hold no living value are handed out again, so that an
 * execution needs about as much as its largest two or three activations.
 */
final class Arena implements AutoCloseable {
  /** A flat buffer, and how many uses of the values in it are still to come. */
  static final class Slot {
    final INDArray buffer;
    int uses;

    private Slot(INDArray buffer) {
      this.buffer = buffer;
    }
  }

  private final DataType real;
  private final List<Slot> free = new ArrayList<>();
  private final List<INDArray> owned = new ArrayList<>();

  Arena(DataType real) {
    this.real = real;
  }

  DataType type(ElementType element) {
    return switch (element) {
      case REAL -> real;
      case INTEGER -> DataType.INT64;
      case BOOLEAN -> DataType.BOOL;
    };
  }

  /** An array of its own. */
  INDArray array(ElementType element, long... shape) {
    INDArray array =
        shape.length == 0
            ? Nd4j.scalar(type(element), 0)
            : Nd4j.createUninitializedDetached(type(element), 'c', shape);
    owned.add(array);
    return array;
  }

  /** Room for {@code length} values, from what is free if something fits. */
  Slot slot(ElementType element, long length) {
    DataType type = type(element);
    Optional<Slot> fitting =
        free.stream()
            .filter(s -> s.buffer.dataType() == type && s.buffer.length() >= length)
            .min(Comparator.comparingLong(s -> s.buffer.length()));
    if (fitting.isPresent()) {
      free.remove(fitting.get());
      return fitting.get();
    }
    return new Slot(array(element, Math.max(1, length)));
  }

  void release(Slot slot) {
    free.add(slot);
  }

  /** The first values of a slot in a shape. */
  static INDArray view(Slot slot, long... shape) {
    return view(slot.buffer, 0, shape, strides(shape));
  }

  /** Values of {@code array}'s memory with these strides, from {@code offset} values behind it. */
  static INDArray view(INDArray array, long offset, long[] shape, long[] strides) {
    return shape.length == 0
        ? array.reshape(new long[0])
        : Nd4j.create(array.data(), shape, strides, array.offset() + offset, 'c');
  }

  /** Strides of a dense row-major array. */
  static long[] strides(long... shape) {
    long[] strides = new long[shape.length];
    Arrays.fill(strides, 1);
    for (int i = shape.length - 1; i-- > 0; ) {
      strides[i] = strides[i + 1] * shape[i + 1];
    }
    return strides;
  }

  /** Whether the values lie in memory without gaps, in row-major order. */
  static boolean isDense(INDArray array) {
    long[] dense = strides(array.shape());
    return IntStream.range(0, dense.length)
        .allMatch(i -> array.size(i) == 1 || array.stride(i) == dense[i]);
  }

  @Override
  public void close() {
    owned.stream().filter(a -> !a.wasClosed()).forEach(INDArray::close);
    owned.clear();
    free.clear();
  }
}

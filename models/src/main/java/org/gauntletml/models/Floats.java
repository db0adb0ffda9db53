package org.gauntletml.models;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The values of FLOAT arrays in plain Java. Where several elementwise steps follow each other, or
 * rows have to be summed in double, one loop over them costs a fraction of the native operations
 * and their temporary arrays: copying 64 images of 28x28 out takes 10 microseconds, one native
 * operation on them 20 to 200.
 */
public final class Floats {
  private static final int BLOCK = 1024;

  private Floats() {}

  /**
   * A copy, in 'c' order.
   *
   * @param x of type FLOAT; borrowed
   * @throws IllegalArgumentException if it is of another type
   */
  public static float[] of(INDArray x) {
    if (x.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException("floats of an array of type " + x.dataType());
    }
    float[] values = new float[Math.toIntExact(x.length())];
    INDArray plain = plain(x);
    try {
      plain.data().asNioFloat().get(values);
    } finally {
      // a copy's memory goes when the copy does, whoever still reads it
      Reference.reachabilityFence(plain);
    }
    return values;
  }

  /**
   * Looks for a value that is not in a range, where it lies: a copy would take longer than the
   * look.
   *
   * @param x of type FLOAT; borrowed
   * @return the place in 'c' order of the first that is NaN, below {@code low} or above {@code
   *     high}, or -1
   */
  static int firstOutside(INDArray x, float low, float high) {
    INDArray plain = plain(x);
    try {
      FloatBuffer values = plain.data().asNioFloat();
      int end = Math.toIntExact(x.length());
      float[] excess = new float[Math.min(BLOCK, end)];
      float[] block = new float[excess.length];
      for (int from = 0; from < end; from += BLOCK) {
        int length = Math.min(BLOCK, end - from);
        values.get(from, block, 0, length);
        addExcess(excess, block, length, low, high);
      }
      for (float value : excess) {
        // more than 0, or NaN
        if (value != 0) {
          return search(values, end, low, high);
        }
      }
      return -1;
    } finally {
      // a copy's memory goes when the copy does, whoever still reads it
      Reference.reachabilityFence(plain);
    }
  }

  /**
   * Adds how far values lie outside; a loop without branches, which a processor runs eight wide.
   */
  private static void addExcess(float[] excess, float[] values, int length, float low, float high) {
    for (int i = 0; i < length; i++) {
      excess[i] += Math.abs(Math.max(low, Math.min(high, values[i])) - values[i]);
    }
  }

  private static int search(FloatBuffer values, int end, float low, float high) {
    for (int i = 0; i < end; i++) {
      if (!(values.get(i) >= low && values.get(i) <= high)) {
        return i;
      }
    }
    return -1;
  }

  /** The array itself where its memory holds just its values in 'c' order, else a copy. */
  private static INDArray plain(INDArray x) {
    boolean isPlain = x.offset() == 0 && x.data().length() == x.length() && inOrder(x);
    return isPlain ? x : x.dup('c');
  }

  /** Whether the values lie in 'c' order without gaps; the stride of one place does not matter. */
  private static boolean inOrder(INDArray x) {
    long stride = 1;
    for (int axis = x.rank() - 1; axis >= 0; axis--) {
      if (x.size(axis) != 1 && x.stride(axis) != stride) {
        return false;
      }
      stride *= x.size(axis);
    }
    return true;
  }

  /** A fresh FLOAT array of this shape, from values in 'c' order. */
  public static INDArray array(float[] values, long... shape) {
    // createFromArray would copy twice
    INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', shape);
    if (array.length() != values.length) {
      throw new IllegalArgumentException(
          values.length + " values do not fill the shape " + Arrays.toString(shape));
    }
    if (values.length > 0) {
      array.data().asNioFloat().put(values);
    }
    return array;
  }
}

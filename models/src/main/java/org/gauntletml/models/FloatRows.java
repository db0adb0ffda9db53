package org.gauntletml.models;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The rows of a FLOAT batch {@code [N, ...]} in plain Java, one at a time. Where several steps
 * follow each other on the same rows, each row stays in the processor's cache for all of them; a
 * batch would travel to memory and back at every step. A Java copy of the whole batch is never
 * made.
 */
public final class FloatRows {
  private final INDArray plain;
  private final FloatBuffer values;
  private final int count;
  private final int features;

  private FloatRows(INDArray plain) {
    this.plain = plain;
    this.values = plain.data().asNioFloat();
    this.count = Math.toIntExact(plain.size(0));
    this.features = count == 0 ? 0 : Math.toIntExact(plain.length() / count);
  }

  /**
   * @param x borrowed until the last row is read
   * @throws IllegalArgumentException if it is of another type than FLOAT
   */
  public static FloatRows of(INDArray x) {
    return new FloatRows(Floats.plain(x));
  }

  /** Number of rows. */
  public int count() {
    return count;
  }

  /** Values in a row, in 'c' order. */
  public int features() {
    return features;
  }

  /** Copies row {@code n} to the start of {@code row}, which has room for it. */
  public void read(int n, float[] row) {
    try {
      values.get(n * features, row, 0, features);
    } finally {
      // a copy's memory goes when the copy does, whoever still reads it
      Reference.reachabilityFence(plain);
    }
  }

  /** These rows, in this order, as a fresh FLOAT batch. */
  public INDArray select(int[] rows) {
    long[] shape = plain.shape().clone();
    shape[0] = rows.length;
    INDArray chosen = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', shape);
    FloatBuffer out = chosen.data().asNioFloat();
    for (int i = 0; i < rows.length; i++) {
      copy(rows[i], out, i);
    }
    return chosen;
  }

  /**
   * Writes row {@code n} over the row at {@code place} of a batch in 'c' order with rows of the
   * same size.
   */
  private void copy(int n, FloatBuffer out, int place) {
    try {
      out.put(place * features, values, n * features, features);
    } finally {
      Reference.reachabilityFence(plain);
    }
  }

  /**
   * Writes some rows of a batch over those of another.
   *
   * @param taken which
   * @param from of the shape of {@code to}; borrowed
   * @param to in 'c' order and no view
   */
  public static void overwrite(boolean[] taken, INDArray from, INDArray to) {
    FloatRows rows = of(from);
    FloatBuffer out = to.data().asNioFloat();
    try {
      for (int n = 0; n < taken.length; n++) {
        if (taken[n]) {
          rows.copy(n, out, n);
        }
      }
    } finally {
      Reference.reachabilityFence(to);
    }
  }

  /** What is done with one row of several batches. */
  @FunctionalInterface
  public interface Kernel {
    /**
     * @param n number of the row
     * @param rows a copy of it from each batch, to be used as the kernel likes; the first is the
     *     result
     */
    void apply(int n, float[][] rows);
  }

  /**
   * Does the same with every row.
   *
   * @param batches of the same shape; borrowed
   * @return a fresh batch of the rows that the kernel left in first place
   */
  public static INDArray each(Kernel kernel, INDArray... batches) {
    INDArray result = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', batches[0].shape());
    run(kernel, batches, result);
    return result;
  }

  /**
   * As {@link #each}, but the result takes the place of the first batch, which saves new memory.
   *
   * @param batches the first in 'c' order and no view; it may be among the others too
   */
  public static void change(Kernel kernel, INDArray... batches) {
    run(kernel, batches, batches[0]);
  }

  private static void run(Kernel kernel, INDArray[] batches, INDArray result) {
    FloatRows[] sources = Arrays.stream(batches).map(FloatRows::of).toArray(FloatRows[]::new);
    FloatBuffer out = result.data().asNioFloat();
    int features = sources[0].features;
    float[][] rows = new float[batches.length][features];
    try {
      for (int n = 0; n < sources[0].count; n++) {
        for (int i = 0; i < rows.length; i++) {
          sources[i].read(n, rows[i]);
        }
        kernel.apply(n, rows);
        out.put(n * features, rows[0]);
      }
    } finally {
      Reference.reachabilityFence(result);
    }
  }
}

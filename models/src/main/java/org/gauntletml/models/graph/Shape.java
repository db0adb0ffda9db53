package org.gauntletml.models.graph;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Shape of a value with a symbolic batch size N. A dimension of 0 or more is a size; a dimension
 * {@code -k} means {@code k*N}, so {@link #BATCH} is N itself and {@code [-3,1,8,8]} is {@code
 * [3N,1,8,8]}. At most one dimension depends on N.
 */
public final class Shape {
  /** The batch dimension N. */
  public static final long BATCH = -1;

  private final long[] dims;

  private Shape(long[] dims) {
    if (Arrays.stream(dims).filter(d -> d < 0).count() > 1) {
      throw new IllegalArgumentException(
          "at most one dimension may depend on the batch size: " + Arrays.toString(dims));
    }
    this.dims = dims;
  }

  /** Shape of these dimensions; none for a scalar. */
  public static Shape of(long... dims) {
    return new Shape(dims.clone());
  }

  /** Shape of these dimensions. */
  public static Shape of(Collection<? extends Number> dims) {
    return new Shape(dims.stream().mapToLong(Number::longValue).toArray());
  }

  /** {@code [N, dims...]}. */
  public static Shape batched(long... dims) {
    return new Shape(LongStream.concat(LongStream.of(BATCH), LongStream.of(dims)).toArray());
  }

  public int rank() {
    return dims.length;
  }

  /** Dimension {@code axis}, which may count from the end ({@code -1} is the last). */
  public long dim(int axis) {
    return dims[axis(axis)];
  }

  /** {@code axis} counted from the front. */
  public int axis(int axis) {
    if (axis < -dims.length || axis >= dims.length) {
      throw new IllegalArgumentException("axis " + axis + " of a value of shape " + this);
    }
    return axis < 0 ? axis + dims.length : axis;
  }

  /** A copy of the dimensions. */
  public long[] dims() {
    return dims.clone();
  }

  /** Dimensions {@code from} (inclusive) to {@code to} (exclusive). */
  public long[] dims(int from, int to) {
    return Arrays.copyOfRange(dims, from, to);
  }

  /** The same shape with one dimension replaced. */
  public Shape with(int axis, long dim) {
    long[] changed = dims.clone();
    changed[axis(axis)] = dim;
    return new Shape(changed);
  }

  /** Whether no dimension depends on the batch size. */
  public boolean isStatic() {
    return batchAxis() < 0;
  }

  /** The axis that depends on the batch size, or -1. */
  public int batchAxis() {
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] < 0) {
        return i;
      }
    }
    return -1;
  }

  /** The dimensions when the batch holds {@code batch} examples. */
  public long[] at(long batch) {
    return Arrays.stream(dims).map(d -> d < 0 ? -d * batch : d).toArray();
  }

  /** Number of values, as a dimension: {@code -k} is {@code k*N}. */
  public long size() {
    return product(dims);
  }

  /** Product of dimensions, as a dimension: {@code -k} is {@code k*N}. */
  public static long product(long... dims) {
    long size = 1;
    for (long d : dims) {
      size = Math.multiplyExact(size, d);
    }
    return size;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(dims, that.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** As people write it: {@code [N,3,32,32]}. */
  @Override
  public String toString() {
    return Arrays.stream(dims)
        .mapToObj(d -> d >= 0 ? Long.toString(d) : (d == -1 ? "" : -d) + "N")
        .collect(Collectors.joining(",", "[", "]"));
  }
}

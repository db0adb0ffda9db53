package org.gauntletml.models.graph;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A constant: a plain array in row-major order and its shape. Shares the array it was given; nobody
 * may change it afterwards.
 */
public final class Tensor {
  private final Object values;
  private final Shape shape;

  private Tensor(Object values, int length, Shape shape) {
    if (!shape.isStatic() || shape.size() != length) {
      throw new IllegalArgumentException(length + " values do not fill the shape " + shape);
    }
    this.values = values;
    this.shape = shape;
  }

  /** Reals in single precision. */
  public static Tensor of(float[] values, long... shape) {
    return new Tensor(values, values.length, Shape.of(shape));
  }

  /** Reals in double precision; runtimes in single precision round them. */
  public static Tensor of(double[] values, long... shape) {
    return new Tensor(values, values.length, Shape.of(shape));
  }

  /** Integers. */
  public static Tensor of(long[] values, long... shape) {
    return new Tensor(values, values.length, Shape.of(shape));
  }

  /** A real of shape {@code []}. */
  public static Tensor scalar(double value) {
    return of(new double[] {value});
  }

  /** A vector of integers. */
  public static Tensor vector(long... values) {
    return of(values, values.length);
  }

  public ElementType element() {
    return values instanceof long[] ? ElementType.INTEGER : ElementType.REAL;
  }

  public Shape shape() {
    return shape;
  }

  public ValueType type() {
    return new ValueType(element(), shape);
  }

  public int length() {
    return (int) shape.size();
  }

  /** Whether the values are stored in double precision. */
  public boolean isDouble() {
    return values instanceof double[];
  }

  /** The values in single precision, rounded if need be; not to be changed. */
  public float[] floats() {
    if (values instanceof float[] floats) {
      return floats;
    }
    double[] doubles = doubles();
    float[] rounded = new float[doubles.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) doubles[i];
    }
    return rounded;
  }

  /** The values in double precision; not to be changed. */
  public double[] doubles() {
    if (values instanceof double[] doubles) {
      return doubles;
    }
    if (values instanceof float[] floats) {
      return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
    }
    return Arrays.stream((long[]) values).asDoubleStream().toArray();
  }

  /**
   * The integers; not to be changed.
   *
   * @throws IllegalStateException if this holds reals
   */
  public long[] longs() {
    if (values instanceof long[] longs) {
      return longs;
    }
    throw new IllegalStateException(this + " holds reals, not integers");
  }

  /** The same values in another shape. */
  public Tensor reshape(long... dims) {
    return new Tensor(values, length(), Shape.of(dims));
  }

  /** Type, and the values where there are few. */
  @Override
  public String toString() {
    if (length() > 8) {
      return type().toString();
    }
    String few =
        values instanceof long[] longs ? Arrays.toString(longs) : Arrays.toString(doubles());
    return shape.rank() == 0 ? few.substring(1, few.length() - 1) : few;
  }
}

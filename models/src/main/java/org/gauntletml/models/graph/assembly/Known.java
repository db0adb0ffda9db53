package org.gauntletml.models.graph.assembly;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A value that no input of the model is in, except for its batch size: a literal, or what a model
 * computes from shapes. Held as its values at a few batch sizes, so that any arithmetic may be done
 * on it; what it is at every batch size is read off where a shape is needed.
 *
 * @param at as reals, whatever the kind; one per {@link #BATCHES}, or one for all of them
 * @param kind what the values stand for
 */
record Known(List<Tensor> at, ElementType kind) {
  /** Batch sizes unlike the sizes that models have of their own. */
  static final List<Long> BATCHES = List.of(47L, 59L, 83L);

  static Known of(Tensor literal) {
    boolean whole = literal.element() == ElementType.INTEGER;
    return new Known(
        List.of(whole ? Tensor.of(literal.doubles(), literal.shape().dims()) : literal),
        literal.element());
  }

  /** The shape itself, as integers. */
  static Known shape(Shape shape) {
    return shape.isStatic()
        ? of(Tensor.vector(shape.dims()))
        : sampled(
            i -> {
              double[] dims = LongStream.of(shape.at(BATCHES.get(i))).asDoubleStream().toArray();
              return Tensor.of(dims, dims.length);
            },
            ElementType.INTEGER);
  }

  static Known sampled(IntFunction<Tensor> value, ElementType kind) {
    List<Tensor> at = new ArrayList<>();
    for (int i = 0; i < BATCHES.size(); i++) {
      at.add(value.apply(i));
    }
    return new Known(at, kind);
  }

  /** The value at one of the {@link #BATCHES}. */
  Tensor at(int i) {
    return at.get(Math.min(i, at.size() - 1));
  }

  /** Whether it is the same at every batch size. */
  boolean isFixed() {
    return at.stream()
        .allMatch(
            tensor ->
                tensor.shape().equals(at.get(0).shape())
                    && java.util.Arrays.equals(tensor.doubles(), at.get(0).doubles()));
  }

  /** Whether it can serve as a shape or as a node; other things are left to the graph. */
  boolean isUsable() {
    return isFixed() || at.get(0).shape().rank() <= 1 || isUniform();
  }

  private boolean isUniform() {
    return at.stream()
        .allMatch(
            tensor -> DoubleStream.of(tensor.doubles()).allMatch(v -> v == at.get(0).doubles()[0]));
  }

  long[] longs(int i) {
    return DoubleStream.of(at(i).doubles()).mapToLong(v -> (long) v).toArray();
  }

  /** The value as a node; empty where it is not the same for every example. */
  @Nullable Node node(GraphBuilder b) {
    if (isFixed()) {
      return typed(b, literal(b, at.get(0)));
    }
    Shape shape = fit(i -> at(i).shape().dims());
    return isUniform() && shape != null
        ? typed(b, b.expand(b.scalar(at.get(0).doubles()[0]), shape))
        : null;
  }

  private static Node literal(GraphBuilder b, Tensor tensor) {
    return tensor.shape().rank() == 0 ? b.scalar(tensor.doubles()[0]) : b.constant(tensor);
  }

  private Node typed(GraphBuilder b, Node reals) {
    return kind == ElementType.BOOLEAN ? b.greater(reals, b.scalar(0.5)) : reals;
  }

  /**
   * The shape that has these dimensions at the {@link #BATCHES}; null if there is none: a dimension
   * is fixed or a multiple of the batch size.
   */
  static @Nullable Shape fit(IntFunction<long[]> dims) {
    long[] first = dims.apply(0);
    List<Long> fitted = new ArrayList<>();
    for (int axis = 0; axis < first.length; axis++) {
      boolean fixed = true;
      boolean multiple = first[axis] > 0;
      for (int i = 1; i < BATCHES.size(); i++) {
        long[] other = dims.apply(i);
        if (other.length != first.length) {
          return null;
        }
        fixed &= other[axis] == first[axis];
        multiple &= other[axis] * BATCHES.get(0) == first[axis] * BATCHES.get(i);
      }
      multiple &= first[axis] % BATCHES.get(0) == 0;
      if (!fixed && !multiple) {
        return null;
      }
      fitted.add(fixed ? first[axis] : -first[axis] / BATCHES.get(0));
    }
    boolean one = Collections.frequency(fitted.stream().map(d -> d < 0).toList(), true) <= 1;
    return one ? Shape.of(fitted) : null;
  }
}

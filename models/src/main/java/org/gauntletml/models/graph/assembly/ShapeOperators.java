package org.gauntletml.models.graph.assembly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;

/** Operators that change the shape of a value and leave its elements in order. */
final class ShapeOperators {
  private ShapeOperators() {}

  static void register(Vocabulary v) {
    v.add("Reshape", Set.of("allowzero", "shape"), ShapeOperators::reshape);
    v.add("Flatten", Set.of("axis"), ShapeOperators::flatten);
    v.add("Squeeze", Set.of("axes"), ShapeOperators::squeeze);
    v.add("Unsqueeze", Set.of("axes"), ShapeOperators::unsqueeze);
  }

  /** 0 keeps a dimension, -1 takes what is left; a fixed batch written down is the batch. */
  private static Node reshape(Call c) {
    boolean literal = c.integer("allowzero", 0) != 0;
    int batch = c.shape().batchAxis();
    long written = batch < 0 ? 0 : -c.shape().dim(batch) * c.dialect().fixedBatch();
    BiFunction<long[], long[], long[]> resolve =
        (own, wanted) -> {
          long[] dims = wanted.clone();
          int open = -1;
          for (int i = 0; i < dims.length; i++) {
            if ((dims[i] == 0 && !literal) || (i == batch && written > 0 && dims[i] == written)) {
              dims[i] = own[i];
            } else if (dims[i] == -1) {
              open = i;
              dims[i] = 1;
            }
          }
          if (open >= 0) {
            dims[open] = Shape.product(own) / Math.max(1, Shape.product(dims));
          }
          return dims;
        };
    return c.b.reshape(
        c.in(0), c.has(1) ? c.shape(1, resolve) : c.shape(sample -> c.list("shape"), resolve));
  }

  private static Node flatten(Call c) {
    int rank = c.shape().rank();
    int axis = (int) c.integer("axis", 1);
    int at = axis < 0 ? axis + rank : axis;
    return c.b.reshape(
        c.in(0),
        Shape.of(Shape.product(c.shape().dims(0, at)), Shape.product(c.shape().dims(at, rank))));
  }

  private static Node squeeze(Call c) {
    long[] given = c.either(1, "axes");
    List<Integer> axes =
        given == null
            ? IntStream.range(0, c.shape().rank())
                .filter(i -> c.shape().dim(i) == 1)
                .boxed()
                .toList()
            : Arrays.stream(given).mapToObj(a -> c.shape().axis((int) a)).toList();
    return c.b.reshape(
        c.in(0),
        Shape.of(
            IntStream.range(0, c.shape().rank())
                .filter(i -> !axes.contains(i))
                .mapToObj(c.shape()::dim)
                .toList()));
  }

  private static Node unsqueeze(Call c) {
    long[] given = c.either(1, "axes");
    if (given == null) {
      throw c.refuse("axes", "none");
    }
    int rank = c.shape().rank() + given.length;
    List<Long> axes = Arrays.stream(given).mapToObj(a -> a < 0 ? a + rank : a).toList();
    List<Long> dims = new ArrayList<>();
    for (long i = 0, from = 0; i < rank; i++) {
      dims.add(axes.contains(i) ? 1 : c.shape().dim((int) from++));
    }
    return c.b.reshape(c.in(0), Shape.of(dims));
  }
}

package org.gauntletml.models.graph;

import java.util.List;
import java.util.stream.IntStream;

/** Short forms of the operations that move values. What would move nothing makes no node. */
sealed interface Arrangement permits Arithmetic {

  /** The value of {@code op} applied to {@code inputs}. */
  Node add(Op op, Node... inputs);

  /** As {@link #add(Op, Node...)}. */
  Node add(Op op, List<Node> inputs);

  default Node reshape(Node x, Shape shape) {
    if (x.shape().equals(shape)) {
      return x;
    }
    return x.op() instanceof Layout.Reshape
        ? reshape(x.input(0), shape)
        : add(new Layout.Reshape(shape), x);
  }

  /** {@code [N, everything else]}. */
  default Node flatten(Node x) {
    long[] dims = x.shape().dims();
    return reshape(x, Shape.of(dims[0], Shape.product(x.shape().dims(1, dims.length))));
  }

  default Node transpose(Node x, int... perm) {
    if (IntStream.range(0, perm.length).allMatch(i -> perm[i] == i)
        && perm.length == x.shape().rank()) {
      return x;
    }
    return x.op() instanceof Layout.Transpose before && before.perm().size() == perm.length
        ? transpose(x.input(0), IntStream.of(perm).map(before.perm()::get).toArray())
        : add(new Layout.Transpose(IntStream.of(perm).boxed().toList()), x);
  }

  default Node expand(Node x, Shape shape) {
    return x.shape().equals(shape) ? x : add(new Layout.Expand(shape), x);
  }

  default Node concat(int axis, List<Node> parts) {
    return parts.size() == 1
        ? parts.get(0)
        : add(new Layout.Concat(parts.get(0).shape().axis(axis)), parts);
  }

  /** {@code count} elements from {@code start} along one axis. */
  default Node slice(Node x, int axis, long start, long count) {
    return start == 0 && count == x.shape().dim(axis)
        ? x
        : add(
            new Selection.Slice(
                List.of(x.shape().axis(axis)), List.of(start), List.of(count), List.of(1L)),
            x);
  }

  /** Zeros before and after one axis. */
  default Node pad(Node x, int axis, long before, long after) {
    int at = x.shape().axis(axis);
    return before + after == 0
        ? x
        : add(
            new Layout.Pad(
                IntStream.range(0, x.shape().rank()).mapToObj(i -> i == at ? before : 0L).toList(),
                IntStream.range(0, x.shape().rank()).mapToObj(i -> i == at ? after : 0L).toList(),
                0),
            x);
  }
}

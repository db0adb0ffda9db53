package org.gauntletml.models.graph.rewrite;

import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Layout;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Selection;
import org.gauntletml.models.graph.Shape;

/**
 * Moves values about in the layout of blocks of channels ({@link
 * org.gauntletml.models.graph.Blocked}), where they are really {@code [N*C/size, H, W, size]}: rows
 * and columns are contiguous pieces of memory there.
 *
 * @param size channels per block
 */
record Blocks(int size) {

  /** A blocked value under the shape it has in memory, {@code [N*C/size, H, W, size]}. */
  Node open(GraphBuilder b, Node x) {
    Shape s = x.shape();
    return b.reshape(x, Shape.of(s.dim(0) * (s.dim(1) / size), s.dim(2), s.dim(3), size));
  }

  /** Undoes {@link #open} for a value of {@code channels} channels. */
  Node close(GraphBuilder b, Node x, long channels) {
    Shape s = x.shape();
    return b.reshape(x, Shape.of(s.dim(0) / (channels / size), channels, s.dim(1), s.dim(2)));
  }

  /** Zeros around an image. */
  Node pad(GraphBuilder b, Node x, List<Integer> begin, List<Integer> end) {
    if (begin.get(0) + begin.get(1) + end.get(0) + end.get(1) == 0) {
      return x;
    }
    Node padded =
        b.add(
            new Layout.Pad(
                List.of(0L, (long) begin.get(0), (long) begin.get(1), 0L),
                List.of(0L, (long) end.get(0), (long) end.get(1), 0L),
                0),
            open(b, x));
    return close(b, padded, x.shape().dim(1));
  }

  /** The part of an image that starts at {@code (top, left)}. */
  Node crop(GraphBuilder b, Node x, long top, long left, long height, long width) {
    Shape s = x.shape();
    if (s.dim(2) == height && s.dim(3) == width) {
      return x;
    }
    Node part =
        b.add(
            new Selection.Slice(
                List.of(1, 2), List.of(top, left), List.of(height, width), List.of(1L, 1L)),
            open(b, x));
    return close(b, part, s.dim(1));
  }

  /**
   * Columns (axis 3) or rows (axis 2) taken in turn from {@code parts} of equal shape; where there
   * are fewer parts than {@code step}, the missing ones are zero.
   */
  Node interleave(GraphBuilder b, int axis, int step, List<Node> parts) {
    Shape s = parts.get(0).shape();
    long channels = s.dim(1);
    long lead = s.dim(0) * (channels / size);
    Shape flat =
        axis == 3
            ? Shape.of(lead, s.dim(2), s.dim(3), size)
            : Shape.of(lead, s.dim(2), s.dim(3) * size);
    int last = flat.rank() - 1;
    Node joined = b.concat(last, parts.stream().map(p -> b.reshape(p, flat)).toList());
    joined = b.pad(joined, last, 0, (step - parts.size()) * flat.dim(last));
    return b.reshape(joined, s.with(axis, s.dim(axis) * step));
  }

  /**
   * Weights {@code [O,C,kernel...]} for a blocked convolution: {@code [O/size, C/size, kernel...,
   * size of C, size of O]} under the shape {@code [O,C,kernel...]}, both rounded up; with C left
   * alone, {@code [O/size, C, kernel..., size of O]}.
   */
  Node weights(GraphBuilder b, Node w, boolean blockInputs) {
    Node padded = fill(b, w, 0);
    if (blockInputs) {
      padded = fill(b, padded, 1);
    }
    // one axis moves at a time: runtimes do that many times faster than the whole permutation
    Shape shape = padded.shape();
    long blocks = shape.dim(0) / size;
    long taps = shape.dim(2) * shape.dim(3);
    Node moved =
        b.transpose(b.reshape(padded, Shape.of(blocks, size, shape.dim(1) * taps)), 0, 2, 1);
    if (blockInputs && taps > 1) {
      blocks *= shape.dim(1) / size;
      moved = b.transpose(b.reshape(moved, Shape.of(blocks, size, taps, size)), 0, 2, 1, 3);
    }
    return b.reshape(moved, shape);
  }

  /**
   * A matrix as {@link #weights} of a 1x1 convolution, {@code [O,C,1,1]}.
   *
   * @param w {@code [O,C]} if {@code outputsFirst}, else {@code [C,O]}; C in whole blocks
   */
  Node matrix(GraphBuilder b, Node w, boolean outputsFirst) {
    if (outputsFirst) {
      return weights(b, b.reshape(w, Shape.of(w.shape().dim(0), w.shape().dim(1), 1, 1)), true);
    }
    Node padded = fill(b, w, 1);
    long inputs = padded.shape().dim(0);
    long outputs = padded.shape().dim(1);
    Node moved = b.transpose(b.reshape(padded, Shape.of(inputs, outputs / size, size)), 1, 0, 2);
    return b.reshape(moved, Shape.of(outputs, inputs, 1, 1));
  }

  /** Zeros at the end of an axis up to whole blocks. */
  Node fill(GraphBuilder b, Node x, int axis) {
    long dim = x.shape().dim(axis);
    return b.pad(x, axis, 0, roundUp(dim) - dim);
  }

  long roundUp(long channels) {
    return (channels + size - 1) / size * size;
  }

  /** Weights of a transposed convolution seen as those of a convolution: turned by 180 degrees. */
  static Node turned(GraphBuilder b, Node w, boolean depthwise, List<Integer> taps, int... first) {
    Node swapped = depthwise ? w : b.transpose(w, 1, 0, 2, 3);
    int[] step = IntStream.range(0, 2).map(i -> first[2 + i]).toArray();
    return b.add(
        new Selection.Slice(
            List.of(2, 3),
            IntStream.range(0, 2)
                .mapToObj(i -> (long) first[i] + (long) (taps.get(i) - 1) * step[i])
                .toList(),
            taps.stream().map(t -> (long) t).toList(),
            IntStream.range(0, 2).mapToObj(i -> (long) -step[i]).toList()),
        swapped);
  }
}

package org.gauntletml.models.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.gauntletml.models.BadInput;

/**
 * Changes of resolution by moving elements, and pooling that is a few primitives. Values are {@code
 * [N,C,H,W]}.
 */
public final class Resampling {
  /** Smallest sum under a root, so that the gradient of an all-zero window is 0 and not NaN. */
  private static final double TINY = 1e-30;

  private Resampling() {}

  /** Every element repeated: {@code factors[i]} times along axis i. */
  public static Node repeat(GraphBuilder b, Node x, long... factors) {
    List<Long> apart = new ArrayList<>();
    List<Long> copied = new ArrayList<>();
    List<Long> joined = new ArrayList<>();
    for (int i = 0; i < factors.length; i++) {
      long dim = x.shape().dim(i);
      apart.add(dim);
      copied.add(dim);
      joined.add(dim * factors[i]);
      if (factors[i] != 1) {
        apart.add(1L);
        copied.add(factors[i]);
      }
    }
    Node copies = b.expand(b.reshape(x, Shape.of(apart)), Shape.of(copied));
    return b.reshape(copies, Shape.of(joined));
  }

  /** The elements {@code step} apart along one axis, with zeros between them. */
  public static Node spread(GraphBuilder b, Node x, int axis, long step) {
    int at = x.shape().axis(axis);
    long count = x.shape().dim(at);
    if (step == 1 || count == 1) {
      return x;
    }
    List<Long> apart = new ArrayList<>();
    for (int i = 0; i < x.shape().rank(); i++) {
      apart.add(x.shape().dim(i));
      if (i == at) {
        apart.add(1L);
      }
    }
    Node padded = b.pad(b.reshape(x, Shape.of(apart)), at + 1, 0, step - 1);
    Node joined = b.reshape(padded, x.shape().with(at, count * step));
    return b.slice(joined, at, 0, (count - 1) * step + 1);
  }

  /** Elements at fixed indices along one axis. */
  public static Node gather(GraphBuilder b, Node x, int axis, long... indices) {
    return b.add(
        new Selection.Gather(
            x.shape().axis(axis),
            LongStream.of(indices).boxed().toList(),
            Shape.of(indices.length)),
        x);
  }

  /** What {@link #extend} puts beside the value. */
  public enum Border {
    /** Mirrored without repeating the edge. */
    REFLECT,
    /** The edge repeated. */
    EDGE,
    /** The other side. */
    WRAP
  }

  /** Extends one axis by elements of the value itself. */
  public static Node extend(
      GraphBuilder b, Node x, int axis, long before, long after, Border border) {
    long size = x.shape().dim(axis);
    long most = border == Border.REFLECT ? size - 1 : border == Border.WRAP ? size : Long.MAX_VALUE;
    if (before > most || after > most) {
      throw BadInput.of(
          "Pad " + border, "at most " + most + " elements on axis " + axis, before + ", " + after);
    }
    return before + after == 0
        ? x
        : gather(
            b,
            x,
            axis,
            LongStream.range(-before, size + after)
                .map(
                    i ->
                        switch (border) {
                          case REFLECT -> i < 0 ? -i : i < size ? i : 2 * size - 2 - i;
                          case EDGE -> Math.max(0, Math.min(size - 1, i));
                          case WRAP -> Math.floorMod(i, size);
                        })
                .toArray());
  }

  /**
   * Blocks of channels become blocks of pixels.
   *
   * @param blocksFirst whether the block index is the slow part of the channel (ONNX mode DCR, the
   *     default, and TensorFlow); otherwise the fast one (CRD, PyTorch's pixel shuffle)
   */
  public static Node depthToSpace(GraphBuilder b, Node x, int block, boolean blocksFirst) {
    long n = x.shape().dim(0);
    long c = x.shape().dim(1) / ((long) block * block);
    long h = x.shape().dim(2);
    long w = x.shape().dim(3);
    Node apart =
        blocksFirst
            ? b.transpose(b.reshape(x, Shape.of(n, block, block, c, h, w)), 0, 3, 4, 1, 5, 2)
            : b.transpose(b.reshape(x, Shape.of(n, c, block, block, h, w)), 0, 1, 4, 2, 5, 3);
    return b.reshape(apart, Shape.of(n, c, h * block, w * block));
  }

  /** Blocks of pixels become blocks of channels, the block index being the slow part. */
  public static Node spaceToDepth(GraphBuilder b, Node x, int block) {
    long n = x.shape().dim(0);
    long c = x.shape().dim(1);
    long h = x.shape().dim(2) / block;
    long w = x.shape().dim(3) / block;
    Node apart = b.transpose(b.reshape(x, Shape.of(n, c, h, block, w, block)), 0, 3, 5, 1, 2, 4);
    return b.reshape(apart, Shape.of(n, c * block * block, h, w));
  }

  /** {@code (sum |x|^p)^(1/p)} of each window; padding counts as zeros. */
  public static Node lpPool(GraphBuilder b, Node x, Window window, double p) {
    Node powers = b.pow(b.abs(x), b.scalar(p));
    Node means = b.add(new Pooling.AveragePool(window, true), powers);
    Node sums = b.mul(means, b.scalar(window.taps()));
    return b.pow(b.clip(sums, TINY, Double.POSITIVE_INFINITY), b.scalar(1 / p));
  }

  /** The largest value of each channel; the first of several gets the gradient. */
  public static Node globalMaxPool(GraphBuilder b, Node x) {
    int[] all = IntStream.range(2, x.shape().rank()).map(i -> (int) x.shape().dim(i)).toArray();
    return b.add(new Pooling.MaxPool(Window.of(all)), x);
  }

  /** The mean of each channel. */
  public static Node globalAveragePool(GraphBuilder b, Node x) {
    return b.mean(x, IntStream.range(2, x.shape().rank()).toArray());
  }
}

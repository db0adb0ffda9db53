package org.gauntletml.models.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.gauntletml.models.BadInput;

/** Changes of resolution, and pooling that is a few primitives. Values are {@code [N,C,H,W]}. */
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

  /**
   * A linear map along one axis.
   *
   * @param matrix row i holds the weights of result i
   */
  public static Node mix(GraphBuilder b, Node x, int axis, double[][] matrix) {
    int inputs = matrix[0].length;
    double[] transposed = new double[inputs * matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < inputs; j++) {
        transposed[j * matrix.length + i] = matrix[i][j];
      }
    }
    int last = x.shape().rank() - 1;
    int at = x.shape().axis(axis);
    int[] swap =
        IntStream.rangeClosed(0, last).map(i -> i == at ? last : i == last ? at : i).toArray();
    Node weights = b.constant(Tensor.of(transposed, inputs, matrix.length));
    return b.transpose(b.matMul(b.transpose(x, swap), weights), swap);
  }

  /** How positions of the result are mapped to positions of the input (ONNX Resize). */
  public enum Coordinates {
    HALF_PIXEL,
    ASYMMETRIC,
    ALIGN_CORNERS,
    PYTORCH_HALF_PIXEL;

    double source(long i, long inputs, long outputs, double scale) {
      return switch (this) {
        case HALF_PIXEL -> (i + 0.5) / scale - 0.5;
        case ASYMMETRIC -> i / scale;
        case ALIGN_CORNERS -> outputs == 1 ? 0 : i * (inputs - 1.0) / (outputs - 1.0);
        case PYTORCH_HALF_PIXEL -> outputs == 1 ? 0 : (i + 0.5) / scale - 0.5;
      };
    }
  }

  /** How a position between two elements picks the nearest (ONNX nearest_mode). */
  public enum Rounding {
    ROUND_PREFER_FLOOR,
    ROUND_PREFER_CEIL,
    FLOOR,
    CEIL;

    long round(double position) {
      return (long)
          switch (this) {
            case ROUND_PREFER_FLOOR -> Math.ceil(position - 0.5);
            case ROUND_PREFER_CEIL -> Math.floor(position + 0.5);
            case FLOOR -> Math.floor(position);
            case CEIL -> Math.ceil(position);
          };
    }
  }

  /** Nearest neighbour along one axis, to {@code outputs} elements. */
  public static Node nearest(
      GraphBuilder b,
      Node x,
      int axis,
      long outputs,
      double scale,
      Coordinates coordinates,
      Rounding rounding) {
    long inputs = x.shape().dim(axis);
    long[] indices =
        LongStream.range(0, outputs)
            .map(i -> rounding.round(coordinates.source(i, inputs, outputs, scale)))
            .map(i -> Math.max(0, Math.min(inputs - 1, i)))
            .toArray();
    long factor = outputs / inputs;
    boolean repeats =
        outputs % inputs == 0
            && LongStream.range(0, outputs).allMatch(i -> indices[(int) i] == i / factor);
    if (!repeats) {
      return gather(b, x, axis, indices);
    }
    long[] factors = LongStream.generate(() -> 1).limit(x.shape().rank()).toArray();
    factors[x.shape().axis(axis)] = factor;
    return repeat(b, x, factors);
  }

  /** Linear interpolation along one axis, to {@code outputs} elements. */
  public static Node linear(
      GraphBuilder b, Node x, int axis, long outputs, double scale, Coordinates coordinates) {
    int inputs = (int) x.shape().dim(axis);
    if (inputs == outputs && scale == 1) {
      return x;
    }
    double[][] matrix = new double[(int) outputs][inputs];
    for (int i = 0; i < outputs; i++) {
      double position =
          Math.max(0, Math.min(inputs - 1, coordinates.source(i, inputs, outputs, scale)));
      int left = Math.min((int) position, inputs - 1);
      int right = Math.min(left + 1, inputs - 1);
      matrix[i][left] += 1 - (position - left);
      matrix[i][right] += position - left;
    }
    return mix(b, x, axis, matrix);
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

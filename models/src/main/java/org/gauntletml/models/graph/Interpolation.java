package org.gauntletml.models.graph;

import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Another number of elements along an axis, computed from the ones nearby (ONNX Resize). */
public final class Interpolation {
  private Interpolation() {}

  /** How positions of the result are mapped to positions of the input. */
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
      return Resampling.gather(b, x, axis, indices);
    }
    long[] factors = LongStream.generate(() -> 1).limit(x.shape().rank()).toArray();
    factors[x.shape().axis(axis)] = factor;
    return Resampling.repeat(b, x, factors);
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

  /**
   * A linear map along one axis.
   *
   * @param matrix row i holds the weights of result i
   */
  private static Node mix(GraphBuilder b, Node x, int axis, double[][] matrix) {
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
}

package org.gauntletml.models.graph;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** Definitions of operations as plain loops: the second opinion on what a runtime computes. */
final class Naive {
  private Naive() {}

  /** Seeded weights of a shape. */
  static Tensor weights(long... shape) {
    Random random = new Random(Arrays.hashCode(shape));
    return Tensor.of(random.doubles(Shape.product(shape)).map(v -> v * 2 - 1).toArray(), shape);
  }

  static OperationCase.Oracle each(DoubleUnaryOperator f) {
    return (x, shape) -> Arrays.stream(x).map(f).toArray();
  }

  /** Cross-correlation of {@code [N,C,H,W]} with {@code w [O,C/group,kH,kW]}. */
  static OperationCase.Oracle conv(Window v, int group, Tensor weights, Tensor bias) {
    return (x, s) -> {
      double[] w = weights.doubles();
      int n = (int) s[0];
      int c = (int) s[1];
      int o = (int) weights.shape().dim(0);
      int per = c / group;
      int oh = (int) v.outputs(0, s[2]);
      int ow = (int) v.outputs(1, s[3]);
      double[] y = new double[n * o * oh * ow];
      int at = 0;
      for (int b = 0; b < n; b++) {
        for (int k = 0; k < o; k++) {
          for (int i = 0; i < oh; i++) {
            for (int j = 0; j < ow; j++) {
              double sum = bias.doubles()[k];
              for (int q = 0; q < per; q++) {
                int channel = k / (o / group) * per + q;
                for (int p = 0; p < v.taps(); p++) {
                  int ki = p / v.kernel().get(1);
                  int kj = p % v.kernel().get(1);
                  sum +=
                      w[(k * per + q) * v.taps() + p]
                          * at(x, s, b, channel, row(v, 0, i, ki), row(v, 1, j, kj), 0);
                }
              }
              y[at++] = sum;
            }
          }
        }
      }
      return y;
    };
  }

  /** Scatters every input through the kernel {@code w [C,O/group,kH,kW]}. */
  static OperationCase.Oracle convTranspose(
      Window v, int[] rest, int group, Tensor weights, Tensor bias) {
    return (x, s) -> {
      double[] w = weights.doubles();
      int n = (int) s[0];
      int c = (int) s[1];
      int per = (int) weights.shape().dim(1);
      int o = per * group;
      int[] out = new int[2];
      for (int i = 0; i < 2; i++) {
        out[i] =
            (int) (s[i + 2] - 1) * v.strides().get(i)
                + v.extent(i)
                - v.begin().get(i)
                - v.end().get(i)
                + rest[i];
      }
      double[] y = new double[n * o * out[0] * out[1]];
      for (int i = 0; i < y.length; i++) {
        y[i] = bias.doubles()[i / (out[0] * out[1]) % o];
      }
      for (int i = 0; i < x.length; i++) {
        int col = (int) (i % s[3]);
        int line = (int) (i / s[3] % s[2]);
        int channel = (int) (i / s[3] / s[2] % c);
        int b = (int) (i / s[3] / s[2] / c);
        for (int q = 0; q < per; q++) {
          int k = channel / (c / group) * per + q;
          for (int p = 0; p < v.taps(); p++) {
            int r = row(v, 0, line, p / v.kernel().get(1));
            int t = row(v, 1, col, p % v.kernel().get(1));
            if (r >= 0 && r < out[0] && t >= 0 && t < out[1]) {
              y[((b * o + k) * out[0] + r) * out[1] + t] +=
                  x[i] * w[(channel * per + q) * v.taps() + p];
            }
          }
        }
      }
      return y;
    };
  }

  /** What a pooling makes of the values in a window and the number of taps. */
  @FunctionalInterface
  interface Pool {
    double apply(double[] inside, int taps);
  }

  static OperationCase.Oracle pool(Window v, Pool pool) {
    return (x, s) -> {
      int maps = (int) (s[0] * s[1]);
      int oh = (int) v.outputs(0, s[2]);
      int ow = (int) v.outputs(1, s[3]);
      double[] y = new double[maps * oh * ow];
      for (int m = 0; m < y.length; m++) {
        int j = m % ow;
        int i = m / ow % oh;
        int map = m / ow / oh;
        double[] inside = new double[v.taps()];
        int count = 0;
        for (int p = 0; p < v.taps(); p++) {
          int r = row(v, 0, i, p / v.kernel().get(1));
          int t = row(v, 1, j, p % v.kernel().get(1));
          if (r >= 0 && r < s[2] && t >= 0 && t < s[3]) {
            inside[count++] = at(x, s, map / (int) s[1], map % (int) s[1], r, t, 0);
          }
        }
        y[m] = pool.apply(Arrays.copyOf(inside, count), v.taps());
      }
      return y;
    };
  }

  private static int row(Window v, int axis, int output, int tap) {
    return output * v.strides().get(axis) - v.begin().get(axis) + tap * v.dilations().get(axis);
  }

  private static double at(double[] x, long[] s, int n, int c, int i, int j, double outside) {
    return i < 0 || i >= s[2] || j < 0 || j >= s[3]
        ? outside
        : x[(int) (((n * s[1] + c) * s[2] + i) * s[3] + j)];
  }

  /** Rows of the last axis through {@code f}. */
  static OperationCase.Oracle rows(java.util.function.UnaryOperator<double[]> f) {
    return (x, s) -> {
      int width = (int) s[s.length - 1];
      return java.util.stream.IntStream.range(0, x.length / width)
          .mapToObj(r -> f.apply(Arrays.copyOfRange(x, r * width, (r + 1) * width)))
          .flatMapToDouble(Arrays::stream)
          .toArray();
    };
  }
}

package org.gauntletml.models.graph.nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Pooling;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.Window;

/** Pooling and its gradients with two spatial axes, and the padding that ND4J gets right. */
final class PoolingLowering {
  private PoolingLowering() {}

  static Node pooling(GraphBuilder b, Pooling op, List<Node> inputs) {
    Window window = op.window();
    if (window.rank() == 1) {
      return Planes.apply(b, plane(op), inputs);
    }
    Margin margin = new Margin(window);
    if (window.unpadded()
        || ((op instanceof Pooling.MaxPool || op instanceof Pooling.MaxPoolGrad)
            && margin.isEven())) {
      return b.add(op, inputs);
    }
    Window plain = margin.inside();
    Node x = inputs.get(0);
    if (op instanceof Pooling.MaxPool) {
      Node padded = margin.around(b, x, Double.NEGATIVE_INFINITY);
      return b.add(new Pooling.MaxPool(plain), padded);
    }
    if (op instanceof Pooling.MaxPoolGrad) {
      Node padded = margin.around(b, x, Double.NEGATIVE_INFINITY);
      Node dx = b.add(new Pooling.MaxPoolGrad(plain), padded, inputs.get(1), inputs.get(2));
      return margin.off(b, dx, x.shape());
    }
    if (op instanceof Pooling.AveragePool average) {
      Node y = b.add(new Pooling.AveragePool(plain, true), margin.around(b, x, 0));
      return average.countPadding() ? y : b.mul(y, b.constant(shares(window, x.shape())));
    }
    Pooling.AveragePoolGrad grad = (Pooling.AveragePoolGrad) op;
    Shape pooled = x.shape();
    Shape original = pooled;
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < window.rank(); i++) {
      original = original.with(i + 2, grad.sizes().get(i));
      sizes.add(grad.sizes().get(i) + window.begin().get(i) + window.end().get(i));
    }
    Node dy = grad.countPadding() ? x : b.mul(x, b.constant(shares(window, original)));
    Node dx = b.add(new Pooling.AveragePoolGrad(plain, true, sizes), dy);
    return margin.off(b, dx, original);
  }

  /** Taps of the kernel over taps that lie inside the value, per window. */
  private static Tensor shares(Window window, Shape x) {
    double[] shares = {window.taps()};
    long[] dims = new long[window.rank()];
    for (int i = 0; i < window.rank(); i++) {
      int axis = i;
      double[] inside =
          LongStream.range(0, window.outputs(i, x.dim(i + 2)))
              .mapToDouble(o -> inside(window, axis, o, x.dim(axis + 2)))
              .toArray();
      dims[i] = inside.length;
      double[] before = shares;
      shares =
          IntStream.range(0, before.length * inside.length)
              .mapToDouble(k -> before[k / inside.length] / inside[k % inside.length])
              .toArray();
    }
    return Tensor.of(shares, dims);
  }

  private static long inside(Window window, int axis, long output, long size) {
    long start = output * window.strides().get(axis) - window.begin().get(axis);
    return Math.min(start + window.extent(axis), size) - Math.max(start, 0);
  }

  private static Pooling plane(Pooling op) {
    Window window = Planes.window(op.window());
    if (op instanceof Pooling.MaxPool) {
      return new Pooling.MaxPool(window);
    }
    if (op instanceof Pooling.MaxPoolGrad) {
      return new Pooling.MaxPoolGrad(window);
    }
    if (op instanceof Pooling.AveragePool average) {
      return new Pooling.AveragePool(window, average.countPadding());
    }
    Pooling.AveragePoolGrad grad = (Pooling.AveragePoolGrad) op;
    List<Integer> sizes = Planes.before(1, grad.sizes());
    return new Pooling.AveragePoolGrad(window, grad.countPadding(), sizes);
  }
}

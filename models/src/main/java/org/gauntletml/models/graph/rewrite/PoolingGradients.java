package org.gauntletml.models.graph.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.Convolution;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Layout;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Pooling;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.Window;

/**
 * Gradients of poolings in operations that ONNX has, for windows of any kind over {@code
 * [N,C,H,W]}.
 *
 * <p>Max pooling needs no indices: for each tap of the kernel in row-major order, the elements
 * under that tap that equal the window's maximum, where no tap before did, get the window's
 * cotangent. Average pooling spreads the cotangent evenly. Both are put back by a transposed
 * convolution of single channels whose kernel only says where each tap lies.
 */
public final class PoolingGradients implements Graph.Rule {
  @Override
  public Node apply(GraphBuilder b, Node node, List<Node> inputs) {
    if (node.op() instanceof Pooling.MaxPoolGrad pool) {
      return ofMaximum(b, pool.window(), inputs.get(0), inputs.get(1), inputs.get(2));
    }
    if (node.op() instanceof Pooling.AveragePoolGrad pool) {
      return ofMean(b, pool, inputs.get(0), node.shape());
    }
    return b.add(node.op(), inputs);
  }

  private static Node ofMaximum(GraphBuilder b, Window window, Node x, Node y, Node dy) {
    Window w = planar(window);
    Node padded =
        w.unpadded()
            ? x
            : b.add(
                new Layout.Pad(
                    List.of(0L, 0L, (long) w.begin().get(0), (long) w.begin().get(1)),
                    List.of(0L, 0L, (long) w.end().get(0), (long) w.end().get(1)),
                    -Float.MAX_VALUE),
                x);
    Node free = null;
    List<Node> shares = new ArrayList<>();
    for (int i = 0; i < w.kernel().get(0); i++) {
      for (int j = 0; j < w.kernel().get(1); j++) {
        Node first = b.cast(b.equal(tap(b, w, padded, y.shape(), i, j), y));
        if (free == null) {
          free = b.sub(b.scalar(1), first);
        } else {
          first = b.mul(first, free);
          free = b.sub(free, first);
        }
        shares.add(single(b, b.mul(dy, first)));
      }
    }
    int taps = w.taps();
    float[] places = new float[taps * taps];
    for (int i = 0; i < taps; i++) {
      places[i * taps + i] = 1;
    }
    return spread(b, w, b.concat(1, shares), places, x.shape());
  }

  /** What lies under one tap of every window. */
  private static Node tap(GraphBuilder b, Window w, Node x, Shape y, int i, int j) {
    return b.add(
        new Layout.Slice(
            List.of(2, 3),
            List.of((long) i * w.dilations().get(0), (long) j * w.dilations().get(1)),
            List.of(y.dim(2), y.dim(3)),
            List.of((long) w.strides().get(0), (long) w.strides().get(1))),
        x);
  }

  private static Node ofMean(GraphBuilder b, Pooling.AveragePoolGrad pool, Node dy, Shape x) {
    Window w = planar(pool.window());
    Node share;
    if (pool.countPadding()) {
      share = b.mul(dy, b.scalar(1.0 / w.taps()));
    } else {
      int height = (int) dy.shape().dim(2);
      int width = (int) dy.shape().dim(3);
      double[] weights = new double[height * width];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = 1.0 / (inside(w, 0, i / width, x.dim(2)) * inside(w, 1, i % width, x.dim(3)));
      }
      share = b.mul(dy, b.constant(Tensor.of(weights, height, width)));
    }
    float[] ones = new float[w.taps()];
    java.util.Arrays.fill(ones, 1);
    return spread(b, w, single(b, share), ones, x);
  }

  /** How many elements of window {@code i} along one axis are not padding. */
  private static long inside(Window w, int axis, int i, long size) {
    long start = (long) i * w.strides().get(axis) - w.begin().get(axis);
    return Math.min(start + w.kernel().get(axis), size) - Math.max(start, 0);
  }

  private static Node single(GraphBuilder b, Node x) {
    Shape s = x.shape();
    return b.reshape(x, Shape.of(s.dim(0) * s.dim(1), 1, s.dim(2), s.dim(3)));
  }

  /** Adds {@code shares [NC, taps or 1, windows...]} up where their taps lie. */
  private static Node spread(GraphBuilder b, Window w, Node shares, float[] kernel, Shape x) {
    List<Integer> rest =
        IntStream.range(0, 2)
            .mapToObj(
                i ->
                    (int)
                        (x.dim(i + 2)
                            + w.begin().get(i)
                            + w.end().get(i)
                            - w.extent(i)
                            - (shares.shape().dim(i + 2) - 1) * w.strides().get(i)))
            .toList();
    Node weights =
        b.constant(
            Tensor.of(kernel, shares.shape().dim(1), 1, w.kernel().get(0), w.kernel().get(1)));
    return b.reshape(b.add(new Convolution.ConvTranspose(w, rest, 1), shares, weights), x);
  }

  private static Window planar(Window window) {
    if (window.rank() != 2) {
      throw BadInput.of("gradient of a pooling", "windows over height and width", window);
    }
    return window;
  }
}

package org.gauntletml.models.graph.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.gauntletml.models.graph.Convolution;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Layout;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Pooling;
import org.gauntletml.models.graph.Selection;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.Window;

/**
 * Gradients of poolings in operations that ONNX has, for windows of any kind over {@code
 * [N,C,spatial...]}.
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

  private static Node ofMaximum(GraphBuilder b, Window w, Node x, Node y, Node dy) {
    Node padded =
        w.unpadded()
            ? x
            : b.add(new Layout.Pad(apart(w.begin()), apart(w.end()), -Float.MAX_VALUE), x);
    Node free = null;
    List<Node> shares = new ArrayList<>();
    for (int tap = 0; tap < w.taps(); tap++) {
      Node first = b.cast(b.equal(under(b, w, padded, y.shape(), tap), y));
      if (free == null) {
        free = b.sub(b.scalar(1), first);
      } else {
        first = b.mul(first, free);
        free = b.sub(free, first);
      }
      shares.add(single(b, b.mul(dy, first)));
    }
    float[] places = new float[w.taps() * w.taps()];
    for (int i = 0; i < w.taps(); i++) {
      places[i * w.taps() + i] = 1;
    }
    return spread(b, w, b.concat(1, shares), places, x.shape());
  }

  private static List<Long> apart(List<Integer> spatial) {
    return Stream.concat(Stream.of(0L, 0L), spatial.stream().map(Long::valueOf)).toList();
  }

  /** What lies under one tap (counted in row-major order) of every window. */
  private static Node under(GraphBuilder b, Window w, Node x, Shape y, int tap) {
    Long[] starts = new Long[w.rank()];
    int rest = tap;
    for (int i = w.rank(); i-- > 0; ) {
      starts[i] = (long) (rest % w.kernel().get(i)) * w.dilations().get(i);
      rest /= w.kernel().get(i);
    }
    return b.add(
        new Selection.Slice(
            IntStream.range(0, w.rank()).mapToObj(i -> i + 2).toList(),
            List.of(starts),
            IntStream.range(0, w.rank()).mapToObj(i -> y.dim(i + 2)).toList(),
            w.strides().stream().map(Long::valueOf).toList()),
        x);
  }

  private static Node ofMean(GraphBuilder b, Pooling.AveragePoolGrad pool, Node dy, Shape x) {
    Window w = pool.window();
    Node share = dy;
    for (int axis = 0; axis < w.rank(); axis++) {
      share = b.mul(share, b.constant(weights(pool, dy.shape(), x, axis)));
    }
    float[] ones = new float[w.taps()];
    Arrays.fill(ones, 1);
    return spread(b, w, single(b, share), ones, x);
  }

  /** One over the number of elements that each window averages along one axis. */
  private static Tensor weights(Pooling.AveragePoolGrad pool, Shape y, Shape x, int axis) {
    Window w = pool.window();
    double[] weights = new double[(int) y.dim(axis + 2)];
    for (int i = 0; i < weights.length; i++) {
      long start = (long) i * w.strides().get(axis) - w.begin().get(axis);
      long inside = Math.min(start + w.kernel().get(axis), x.dim(axis + 2)) - Math.max(start, 0);
      weights[i] = 1.0 / (pool.countPadding() ? w.kernel().get(axis) : inside);
    }
    long[] shape = new long[w.rank()];
    Arrays.fill(shape, 1);
    shape[axis] = weights.length;
    return Tensor.of(weights, shape);
  }

  /** Every channel an example of its own. */
  private static Node single(GraphBuilder b, Node x) {
    long[] dims = x.shape().dims();
    dims[0] *= dims[1];
    dims[1] = 1;
    return b.reshape(x, Shape.of(dims));
  }

  /** Adds {@code shares [N*C, taps or 1, windows...]} up where their taps lie. */
  private static Node spread(GraphBuilder b, Window w, Node shares, float[] kernel, Shape x) {
    List<Integer> rest = new ArrayList<>();
    for (int i = 0; i < w.rank(); i++) {
      long covered = (shares.shape().dim(i + 2) - 1) * w.strides().get(i) + w.extent(i);
      rest.add((int) (x.dim(i + 2) + w.begin().get(i) + w.end().get(i) - covered));
    }
    long[] shape =
        LongStream.concat(
                LongStream.of(shares.shape().dim(1), 1),
                w.kernel().stream().mapToLong(Integer::longValue))
            .toArray();
    Node weights = b.constant(Tensor.of(kernel, shape));
    return b.reshape(b.add(new Convolution.ConvTranspose(w, rest, 1), shares, weights), x);
  }
}

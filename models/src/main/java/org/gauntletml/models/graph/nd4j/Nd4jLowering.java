package org.gauntletml.models.graph.nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.gauntletml.models.graph.Convolution.Conv;
import org.gauntletml.models.graph.Convolution.ConvTranspose;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Layout;
import org.gauntletml.models.graph.Linear;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Normalizations;
import org.gauntletml.models.graph.Pooling;
import org.gauntletml.models.graph.Resampling;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.Window;

/**
 * Writes a graph in the forms ND4J's operations take: two spatial axes, equal padding on both
 * sides, one group or one channel per group, products of values with equal leading axes.
 */
final class Nd4jLowering {
  private Nd4jLowering() {}

  static Graph lower(Graph graph) {
    return graph.rewrite(Nd4jLowering::node);
  }

  private static Node node(GraphBuilder b, Node node, List<Node> inputs) {
    if (node.op() instanceof Conv conv) {
      return conv(b, conv, inputs);
    }
    if (node.op() instanceof ConvTranspose conv) {
      return convTranspose(b, conv, inputs);
    }
    if (node.op() instanceof Pooling pooling) {
      return pooling(b, pooling, inputs);
    }
    if (node.op() instanceof Linear.MatMul) {
      return matMul(b, inputs.get(0), inputs.get(1));
    }
    if (node.op() instanceof Layout.Slice slice) {
      return slice(b, slice, inputs.get(0));
    }
    return b.add(node.op(), inputs);
  }

  // ---- convolutions ----

  private static Node conv(GraphBuilder b, Conv conv, List<Node> inputs) {
    Node x = inputs.get(0);
    Node weights = inputs.get(1);
    Window window = conv.window();
    if (window.rank() == 1) {
      return line(b, new Conv(plane(window), conv.group()), inputs);
    }
    if (conv.group() > 1 && weights.shape().dim(1) > 1) {
      Node dense = dense(b, weights, conv.group());
      return conv(b, new Conv(window, 1), replace(inputs, 1, dense));
    }
    if (!window.begin().equals(window.end())) {
      Node padded = b.add(padding(window, 0), x);
      return b.add(new Conv(unpadded(window), conv.group()), replace(inputs, 0, padded));
    }
    return b.add(conv, inputs);
  }

  private static Node convTranspose(GraphBuilder b, ConvTranspose conv, List<Node> inputs) {
    Window window = conv.window();
    if (window.rank() == 1) {
      List<Integer> rest = Stream.concat(Stream.of(0), conv.outputPadding().stream()).toList();
      return line(b, new ConvTranspose(plane(window), rest, conv.group()), inputs);
    }
    Node weights = inputs.get(1);
    if (conv.group() > 1 && conv.group() == weights.shape().dim(0) && weights.shape().dim(1) == 1) {
      return depthwiseTranspose(b, conv, inputs);
    }
    if (conv.group() > 1) {
      Node dense = dense(b, weights, conv.group());
      ConvTranspose plain = new ConvTranspose(window, conv.outputPadding(), 1);
      return convTranspose(b, plain, replace(inputs, 1, dense));
    }
    if (window.begin().equals(window.end())
        && conv.outputPadding().stream().allMatch(p -> p == 0)) {
      return b.add(conv, inputs);
    }
    ConvTranspose whole = new ConvTranspose(unpadded(window), zeros(window), 1);
    Node y = b.add(whole, inputs.get(0), weights);
    for (int i = 0; i < window.rank(); i++) {
      long start = window.begin().get(i);
      long stop = y.shape().dim(i + 2) - window.end().get(i) + conv.outputPadding().get(i);
      long more = Math.max(0, stop - y.shape().dim(i + 2));
      y = b.slice(b.pad(y, i + 2, 0, more), i + 2, start, stop - start);
    }
    return biased(b, y, inputs);
  }

  /** One channel per group: a convolution of the spread-out value with the kernel turned around. */
  private static Node depthwiseTranspose(GraphBuilder b, ConvTranspose conv, List<Node> inputs) {
    Window window = conv.window();
    Node x = inputs.get(0);
    Node turned = inputs.get(1);
    for (int i = 0; i < window.rank(); i++) {
      x = Resampling.spread(b, x, i + 2, window.strides().get(i));
      long before = window.extent(i) - 1L - window.begin().get(i);
      long after = window.extent(i) - 1L - window.end().get(i) + conv.outputPadding().get(i);
      x = b.pad(x, i + 2, Math.max(0, before), Math.max(0, after));
      long cut = Math.max(0, -before);
      x = b.slice(x, i + 2, cut, x.shape().dim(i + 2) - cut - Math.max(0, -after));
      turned = flip(b, turned, i + 2);
    }
    Window plain = unpadded(window).strides(ones(window));
    return biased(b, b.add(new Conv(plain, conv.group()), x, turned), inputs);
  }

  private static Node biased(GraphBuilder b, Node y, List<Node> inputs) {
    return inputs.size() == 2 ? y : b.add(y, Normalizations.perChannel(b, inputs.get(2), y));
  }

  /** Grouped weights {@code [A,B/group,kernel]} as ungrouped ones with zeros between the groups. */
  private static Node dense(GraphBuilder b, Node weights, int group) {
    Shape shape = weights.shape();
    long[] kernel = shape.dims(2, shape.rank());
    int rows = (int) shape.dim(0);
    int width = (int) shape.dim(1);
    float[] mask = new float[rows * group * width];
    for (int row = 0; row < rows; row++) {
      int start = (row * group + row * group / rows) * width;
      java.util.Arrays.fill(mask, start, start + width, 1);
    }
    long[] apart =
        LongStream.concat(LongStream.of(rows, 1, width), LongStream.of(kernel)).toArray();
    long[] copied = apart.clone();
    copied[1] = group;
    long[] joined =
        LongStream.concat(LongStream.of(rows, (long) group * width), LongStream.of(kernel))
            .toArray();
    Node copies = b.expand(b.reshape(weights, Shape.of(apart)), Shape.of(copied));
    long[] flat = new long[shape.rank()];
    java.util.Arrays.fill(flat, 1);
    flat[0] = rows;
    flat[1] = (long) group * width;
    return b.mul(b.reshape(copies, Shape.of(joined)), b.constant(Tensor.of(mask, flat)));
  }

  // ---- pooling ----

  private static Node pooling(GraphBuilder b, Pooling op, List<Node> inputs) {
    Window window = op.window();
    if (window.rank() == 1) {
      return line(b, plane(op), inputs);
    }
    if (window.unpadded()
        || ((op instanceof Pooling.MaxPool || op instanceof Pooling.MaxPoolGrad)
            && window.begin().equals(window.end()))) {
      return b.add(op, inputs);
    }
    Window plain = unpadded(window);
    Node x = inputs.get(0);
    if (op instanceof Pooling.MaxPool) {
      Node padded = b.add(padding(window, Double.NEGATIVE_INFINITY), x);
      return b.add(new Pooling.MaxPool(plain), padded);
    }
    if (op instanceof Pooling.MaxPoolGrad) {
      Node padded = b.add(padding(window, Double.NEGATIVE_INFINITY), x);
      Node dx = b.add(new Pooling.MaxPoolGrad(plain), padded, inputs.get(1), inputs.get(2));
      return crop(b, dx, window, x.shape());
    }
    if (op instanceof Pooling.AveragePool average) {
      Node y = b.add(new Pooling.AveragePool(plain, true), b.add(padding(window, 0), x));
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
    return crop(b, dx, window, original);
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

  private static Node crop(GraphBuilder b, Node x, Window window, Shape to) {
    Node cropped = x;
    for (int i = 0; i < window.rank(); i++) {
      cropped = b.slice(cropped, i + 2, window.begin().get(i), to.dim(i + 2));
    }
    return cropped;
  }

  private static Pooling plane(Pooling op) {
    Window window = plane(op.window());
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
    List<Integer> sizes = Stream.concat(Stream.of(1), grad.sizes().stream()).toList();
    return new Pooling.AveragePoolGrad(window, grad.countPadding(), sizes);
  }

  // ---- one spatial axis as two ----

  /** Applies an operation on planes to values of rank 3, seen as planes of height 1. */
  private static Node line(
      GraphBuilder b, org.gauntletml.models.graph.Op plane, List<Node> inputs) {
    List<Node> raised =
        inputs.stream()
            .map(x -> x.shape().rank() == 3 ? b.reshape(x, raised(x.shape())) : x)
            .toList();
    Node y = b.add(plane, raised);
    y = node(b, y, raised);
    Shape shape = y.shape();
    return b.reshape(y, Shape.of(shape.dim(0), shape.dim(1), shape.dim(3)));
  }

  private static Shape raised(Shape x) {
    return Shape.of(x.dim(0), x.dim(1), 1, x.dim(2));
  }

  private static Window plane(Window line) {
    return new Window(
        before(1, line.kernel()),
        before(1, line.strides()),
        before(0, line.begin()),
        before(0, line.end()),
        before(1, line.dilations()));
  }

  private static List<Integer> before(int first, List<Integer> rest) {
    return Stream.concat(Stream.of(first), rest.stream()).toList();
  }

  // ---- others ----

  private static Node matMul(GraphBuilder b, Node x, Node y) {
    Shape left = x.shape();
    Shape right = y.shape();
    if (left.rank() == 2 && right.rank() == 2) {
      return b.matMul(x, y);
    }
    if (right.rank() == 2) {
      long rows = Shape.product(left.dims(0, left.rank() - 1));
      Node flat = b.reshape(x, Shape.of(rows, left.dim(-1)));
      return b.reshape(b.matMul(flat, y), left.with(-1, right.dim(1)));
    }
    Shape result = b.matMul(x, y).shape();
    long[] lead = result.dims(0, result.rank() - 2);
    return b.matMul(lead(b, x, lead), lead(b, y, lead));
  }

  private static Node lead(GraphBuilder b, Node x, long... lead) {
    return b.expand(
        x,
        Shape.of(
            LongStream.concat(
                    LongStream.of(lead), LongStream.of(x.shape().dim(-2), x.shape().dim(-1)))
                .boxed()
                .toList()));
  }

  private static Node slice(GraphBuilder b, Layout.Slice slice, Node x) {
    Node result = x;
    for (int i = 0; i < slice.axes().size(); i++) {
      long start = slice.starts().get(i);
      long step = slice.steps().get(i);
      List<Integer> axis = List.of(slice.axes().get(i));
      List<Long> count = List.of(slice.counts().get(i));
      result =
          step < 0
              ? Resampling.gather(
                  b,
                  result,
                  axis.get(0),
                  LongStream.range(0, count.get(0)).map(k -> start + k * step).toArray())
              : b.add(new Layout.Slice(axis, List.of(start), count, List.of(step)), result);
    }
    return result;
  }

  private static Node flip(GraphBuilder b, Node x, int axis) {
    long size = x.shape().dim(axis);
    return Resampling.gather(
        b, x, axis, LongStream.range(0, size).map(i -> size - 1 - i).toArray());
  }

  private static Layout.Pad padding(Window window, double value) {
    return new Layout.Pad(
        Stream.concat(Stream.of(0L, 0L), window.begin().stream().map(Long::valueOf)).toList(),
        Stream.concat(Stream.of(0L, 0L), window.end().stream().map(Long::valueOf)).toList(),
        value);
  }

  private static Window unpadded(Window window) {
    return new Window(
        window.kernel(), window.strides(), zeros(window), zeros(window), window.dilations());
  }

  private static List<Integer> zeros(Window window) {
    return window.kernel().stream().map(k -> 0).toList();
  }

  private static int[] ones(Window window) {
    return window.kernel().stream().mapToInt(k -> 1).toArray();
  }

  private static List<Node> replace(List<Node> inputs, int i, Node by) {
    List<Node> replaced = new ArrayList<>(inputs);
    replaced.set(i, by);
    return replaced;
  }
}

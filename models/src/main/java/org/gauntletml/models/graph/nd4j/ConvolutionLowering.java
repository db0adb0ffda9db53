package org.gauntletml.models.graph.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.gauntletml.models.graph.Convolution.Conv;
import org.gauntletml.models.graph.Convolution.ConvTranspose;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Normalizations;
import org.gauntletml.models.graph.Resampling;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.Window;

/**
 * Convolutions and their transposes with two spatial axes, equal padding on both sides, and one
 * group or one channel per group.
 */
final class ConvolutionLowering {
  private ConvolutionLowering() {}

  static Node conv(GraphBuilder b, Conv conv, List<Node> inputs) {
    Node x = inputs.get(0);
    Node weights = inputs.get(1);
    Window window = conv.window();
    if (window.rank() == 1) {
      return Planes.apply(b, new Conv(Planes.window(window), conv.group()), inputs);
    }
    if (conv.group() > 1 && weights.shape().dim(1) > 1) {
      Node dense = dense(b, weights, conv.group());
      return conv(b, new Conv(window, 1), replace(inputs, 1, dense));
    }
    Margin margin = new Margin(window);
    if (!margin.isEven()) {
      Node padded = margin.around(b, x, 0);
      return b.add(new Conv(margin.inside(), conv.group()), replace(inputs, 0, padded));
    }
    return b.add(conv, inputs);
  }

  static Node transpose(GraphBuilder b, ConvTranspose conv, List<Node> inputs) {
    Window window = conv.window();
    if (window.rank() == 1) {
      List<Integer> rest = Planes.before(0, conv.outputPadding());
      return Planes.apply(b, new ConvTranspose(Planes.window(window), rest, conv.group()), inputs);
    }
    Node weights = inputs.get(1);
    if (conv.group() > 1 && conv.group() == weights.shape().dim(0) && weights.shape().dim(1) == 1) {
      return depthwise(b, conv, inputs);
    }
    if (conv.group() > 1) {
      Node dense = dense(b, weights, conv.group());
      ConvTranspose plain = new ConvTranspose(window, conv.outputPadding(), 1);
      return transpose(b, plain, replace(inputs, 1, dense));
    }
    Margin margin = new Margin(window);
    if (margin.isEven() && conv.outputPadding().stream().allMatch(p -> p == 0)) {
      return b.add(conv, inputs);
    }
    ConvTranspose whole = new ConvTranspose(margin.inside(), margin.inside().begin(), 1);
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
  private static Node depthwise(GraphBuilder b, ConvTranspose conv, List<Node> inputs) {
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
    int[] ones = window.kernel().stream().mapToInt(k -> 1).toArray();
    Window plain = new Margin(window).inside().strides(ones);
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
      Arrays.fill(mask, start, start + width, 1);
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
    Arrays.fill(flat, 1);
    flat[0] = rows;
    flat[1] = (long) group * width;
    return b.mul(b.reshape(copies, Shape.of(joined)), b.constant(Tensor.of(mask, flat)));
  }

  private static Node flip(GraphBuilder b, Node x, int axis) {
    long size = x.shape().dim(axis);
    return Resampling.gather(
        b, x, axis, LongStream.range(0, size).map(i -> size - 1 - i).toArray());
  }

  private static List<Node> replace(List<Node> inputs, int i, Node by) {
    List<Node> replaced = new ArrayList<>(inputs);
    replaced.set(i, by);
    return replaced;
  }
}

package org.gauntletml.models.graph.rewrite;

import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.models.graph.Blocked.BlockedConv;
import org.gauntletml.models.graph.Blocked.BlockedMaxPool;
import org.gauntletml.models.graph.Blocked.BlockedRepeat;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Pooling;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.Unary;
import org.gauntletml.models.graph.Window;
import org.jspecify.annotations.Nullable;

/** Gradients of pooling over separate windows, in the blocked layout. */
final class BlockedPooling {
  /** 1 where the argument is not negative, else 0; a difference below 1e-38 counts as none. */
  private static final Unary NOT_NEGATIVE = new Unary.HardSigmoid(3e38, 1);

  private final Blocks blocks;

  BlockedPooling(Blocks blocks) {
    this.blocks = blocks;
  }

  /**
   * Gradient of a max pooling over separate windows of 1 or 2 by 1 or 2. The maximum of four is
   * that of the maxima of two pairs, and a difference inside each pair, computed by a convolution
   * of single channels with (1, -1), says which side it came from; the first on ties.
   *
   * @return null where the windows are others
   */
  @Nullable Node ofMaximum(GraphBuilder b, Window window, Node x, Node dy) {
    if (!separate(window) || window.kernel().stream().anyMatch(k -> k > 2)) {
      return null;
    }
    boolean rows = window.kernel().get(0) == 2;
    boolean columns = window.kernel().get(1) == 2;
    Node acrossPooled = columns ? b.add(new BlockedMaxPool(pair(1, 2)), x) : x;
    Node d = rows ? split(b, acrossPooled, dy, 2) : dy;
    return columns ? split(b, x, d, 3) : d;
  }

  /** Hands a cotangent of pairs of rows (axis 2) or columns (axis 3) to their larger side. */
  private Node split(GraphBuilder b, Node x, Node d, int axis) {
    Window pair = axis == 2 ? pair(2, 1) : pair(1, 2);
    int channels = (int) x.shape().dim(1);
    float[] difference = new float[2 * channels];
    // [C/block, 1, 2, block]: all the ones of a block before its minus ones
    for (int i = 0; i < difference.length; i++) {
      difference[i] = i / blocks.size() % 2 == 0 ? 1 : -1;
    }
    long[] shape = {channels, 1, pair.kernel().get(0), pair.kernel().get(1)};
    Node isFirst =
        b.add(
            new BlockedConv(pair, channels, NOT_NEGATIVE),
            x,
            b.constant(Tensor.of(difference, shape)),
            b.constant(Tensor.of(new float[channels], channels)));
    Node first = b.mul(d, isFirst);
    Node both = blocks.interleave(b, axis, 2, List.of(first, b.sub(d, first)));
    Shape s = x.shape();
    return blocks.pad(
        b,
        both,
        List.of(0, 0),
        List.of(
            (int) (s.dim(2) - both.shape().dim(2)) * (axis == 2 ? 1 : 0),
            (int) (s.dim(3) - both.shape().dim(3)) * (axis == 3 ? 1 : 0)));
  }

  /** Gradient of a mean over separate windows that cover everything; else null. */
  @Nullable Node ofMean(GraphBuilder b, Pooling.AveragePoolGrad pool, Node dy) {
    Window w = pool.window();
    boolean covered =
        IntStream.range(0, w.rank())
            .allMatch(i -> dy.shape().dim(i + 2) * w.kernel().get(i) == pool.sizes().get(i));
    return separate(w) && covered
        ? b.add(
            new BlockedRepeat(w.kernel().get(0), w.kernel().get(1)),
            b.mul(dy, b.scalar(1.0 / w.taps())))
        : null;
  }

  private static boolean separate(Window w) {
    return w.rank() == 2
        && w.unpadded()
        && w.kernel().equals(w.strides())
        && w.dilations().stream().allMatch(d -> d == 1);
  }

  private static Window pair(int height, int width) {
    return Window.of(height, width).strides(height, width);
  }
}

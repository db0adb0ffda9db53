package org.gauntletml.models.graph.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.gauntletml.models.graph.Binary;
import org.gauntletml.models.graph.Blocked;
import org.gauntletml.models.graph.Convolution;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Layout;
import org.gauntletml.models.graph.Logic;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Op;
import org.gauntletml.models.graph.Pooling;
import org.gauntletml.models.graph.Reduction;
import org.gauntletml.models.graph.Selection;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Unary;
import org.gauntletml.models.graph.Window;
import org.jspecify.annotations.Nullable;

/**
 * Puts images into ONNX Runtime's channel-blocked layout at the first convolution and keeps them
 * there, through the forward and the backward pass and across the cut between them: only what is
 * not known here sees the plain layout. Every value has a plain form, and may have a blocked one;
 * the one nobody uses is not in the result.
 */
public final class BlockedLayout implements Graph.Rule {
  /** Fewer results than this are computed faster by the plain transposed convolution. */
  private static final int FEW_CHANNELS = 8;

  private final Blocks blocks;
  private final BlockedConvolutions convolutions;
  private final BlockedPooling pooling;
  private final BlockedElementwise elementwise;
  private final BlockedImages images;

  private BlockedLayout(Graph graph, int block) {
    this.blocks = new Blocks(block);
    this.convolutions = new BlockedConvolutions(blocks);
    this.pooling = new BlockedPooling(blocks);
    this.images = new BlockedImages(blocks);
    this.elementwise = new BlockedElementwise(blocks, images, graph.uses());
  }

  /**
   * @param graph forward, or forward and backward in one
   * @param block channels per block of this processor, 8 or 16
   */
  public static Graph of(Graph graph, int block) {
    return graph.rewrite(new BlockedLayout(graph, block));
  }

  @Override
  public Node apply(GraphBuilder b, Node node, List<Node> inputs) {
    Node image = node.isConstant() || node.shape().rank() != 4 ? null : rewrite(b, node, inputs);
    if (image == null) {
      return b.add(node.op(), inputs);
    }
    Node plain = plain(b, image, node);
    images.put(plain, image);
    return plain;
  }

  private Node plain(GraphBuilder b, Node image, Node node) {
    long channels = node.shape().dim(1);
    return node.type().element() == ElementType.REAL
        ? b.add(new Blocked.FromBlocked(channels), image)
        : b.greater(b.add(new Blocked.FromBlocked(channels), b.cast(image)), b.scalar(0.5));
  }

  private @Nullable Node rewrite(GraphBuilder b, Node node, List<Node> in) {
    Op op = node.op();
    if (op instanceof Convolution.Conv conv) {
      return conv(b, conv, in);
    }
    if (op instanceof Convolution.ConvTranspose conv) {
      return transposed(b, conv, in, node.shape());
    }
    if (op instanceof Layout.Expand && images.isPooled(in.get(0), node.shape())) {
      return b.reshape(
          b.expand(images.pixels(b, in.get(0)), images.rows(node.shape())), node.shape());
    }
    Node x = images.find(in.get(0));
    if (op instanceof Pooling.MaxPoolGrad pool) {
      Node dy = images.make(b, in.get(2));
      return x == null || dy == null ? null : pooling.ofMaximum(b, pool.window(), x, dy);
    }
    if (op instanceof Binary || op instanceof Logic) {
      return elementwise.of(b, node, in);
    }
    if (x == null) {
      return null;
    }
    if (op instanceof Unary unary) {
      return elementwise.activated(b, unary, x, node.input(0), images.isFull(in.get(0)));
    }
    if (op instanceof Pooling.MaxPool pool) {
      return b.add(new Blocked.BlockedMaxPool(pool.window()), x);
    }
    if (op instanceof Pooling.AveragePool pool) {
      return b.add(new Blocked.BlockedAveragePool(pool.window(), pool.countPadding()), x);
    }
    if (op instanceof Pooling.AveragePoolGrad pool) {
      return pooling.ofMean(b, pool, x);
    }
    if (op instanceof Reduction.ReduceMean mean && mean.axes().equals(List.of(2, 3))) {
      Window all = Window.of((int) x.shape().dim(2), (int) x.shape().dim(3));
      return b.add(new Blocked.BlockedAveragePool(all, false), x);
    }
    return moved(b, node, in, x);
  }

  private @Nullable Node conv(GraphBuilder b, Convolution.Conv conv, List<Node> in) {
    Node x = in.get(0).shape().dim(1) < blocks.size() ? in.get(0) : images.make(b, in.get(0));
    if (images.find(in.get(0)) != null) {
      x = images.find(in.get(0));
    }
    return x == null || !supported(conv, in)
        ? null
        : convolutions.conv(b, conv, x, in.get(1), in.size() > 2 ? in.get(2) : null);
  }

  private @Nullable Node transposed(
      GraphBuilder b, Convolution.ConvTranspose conv, List<Node> in, Shape result) {
    Node x = images.make(b, in.get(0));
    return x == null || result.dim(1) < FEW_CHANNELS || !supported(conv, in)
        ? null
        : convolutions.transposed(b, conv, x, in.get(1), in.size() > 2 ? in.get(2) : null, result);
  }

  /** Whether all channels meet, or each meets only itself. */
  private boolean supported(Convolution conv, List<Node> in) {
    long channels = in.get(0).shape().dim(1);
    boolean depthwise =
        conv.group() == channels
            && in.get(1).shape().dim(0) == channels
            && in.get(1).shape().dim(1) == 1
            && channels % blocks.size() == 0;
    return in.get(1).isConstant() && (conv.group() == 1 || depthwise);
  }

  private @Nullable Node moved(GraphBuilder b, Node node, List<Node> in, Node x) {
    Shape s = node.shape();
    boolean sameChannels = s.dim(1) == in.get(0).shape().dim(1);
    if (node.op() instanceof Layout.Concat concat && concat.axis() == 1) {
      List<Node> parts = new ArrayList<>();
      for (Node input : in) {
        Node image = images.isFull(input) ? images.make(b, input) : null;
        if (image == null) {
          return null;
        }
        parts.add(image);
      }
      return b.add(concat, parts);
    }
    if (node.op() instanceof Layout.Pad pad && sameChannels && pad.value() == 0) {
      return blocks.pad(b, x, spatial(pad.begin()), spatial(pad.end()));
    }
    if (node.op() instanceof Selection.Slice slice
        && slice.axes().equals(List.of(1))
        && slice.steps().get(0) == 1
        && slice.starts().get(0) % blocks.size() == 0
        && slice.counts().get(0) % blocks.size() == 0) {
      return b.add(slice, x);
    }
    return null;
  }

  private static List<Integer> spatial(List<Long> pads) {
    return pads.stream().skip(2).map(Math::toIntExact).toList();
  }
}

package org.gauntletml.models.graph.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gauntletml.models.graph.Binary;
import org.gauntletml.models.graph.Blocked;
import org.gauntletml.models.graph.Blocked.BlockedConv;
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
  private final Map<Node, Integer> uses;
  private final Map<Node, Node> blocked = new HashMap<>();

  private BlockedLayout(Graph graph, int block) {
    this.blocks = new Blocks(block);
    this.convolutions = new BlockedConvolutions(blocks);
    this.pooling = new BlockedPooling(blocks);
    this.uses = graph.uses();
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
    blocked.put(plain, image);
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
    if (op instanceof Layout.Expand && isPooled(in.get(0), node.shape())) {
      return b.reshape(b.expand(pixels(b, in.get(0)), rows(node.shape())), node.shape());
    }
    Node x = blocked.get(in.get(0));
    if (op instanceof Pooling.MaxPoolGrad pool) {
      Node dy = image(b, in.get(2));
      return x == null || dy == null ? null : pooling.ofMaximum(b, pool.window(), x, dy);
    }
    if (op instanceof Binary || op instanceof Logic) {
      return elementwise(b, node, in);
    }
    if (x == null) {
      return null;
    }
    if (op instanceof Unary unary) {
      return activated(b, unary, x, usedOnce(node.input(0)), full(in.get(0)));
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
    Node x = in.get(0).shape().dim(1) < blocks.size() ? in.get(0) : image(b, in.get(0));
    if (blocked.get(in.get(0)) != null) {
      x = blocked.get(in.get(0));
    }
    return x == null || !supported(conv, in)
        ? null
        : convolutions.conv(b, conv, x, in.get(1), in.size() > 2 ? in.get(2) : null);
  }

  private @Nullable Node transposed(
      GraphBuilder b, Convolution.ConvTranspose conv, List<Node> in, Shape result) {
    Node x = image(b, in.get(0));
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

  /** An activation, computed by the convolution before it where nothing else reads that. */
  private @Nullable Node activated(
      GraphBuilder b, Unary op, Node x, boolean onlyUse, boolean full) {
    if (onlyUse
        && x.op() instanceof BlockedConv conv
        && conv.activation() == null
        && BlockedConv.fusible(op)) {
      return b.add(new BlockedConv(conv.window(), conv.group(), op), x.inputs());
    }
    return full || !(op instanceof Unary.Log) ? b.add(op, x) : null;
  }

  private @Nullable Node elementwise(GraphBuilder b, Node node, List<Node> in) {
    if (in.stream().noneMatch(blocked::containsKey)) {
      return null;
    }
    if (node.op() instanceof Binary.Add && in.size() == 2) {
      Node sum = sum(b, node, in, 0);
      sum = sum == null ? sum(b, node, in, 1) : sum;
      if (sum != null) {
        return sum;
      }
    }
    if (!full(node) && (node.op() instanceof Binary.Div || node.op() instanceof Binary.Pow)) {
      return null;
    }
    List<Node> images = new ArrayList<>();
    for (Node input : in) {
      Node image = input.shape().equals(node.shape()) ? image(b, input) : scalar(b, input);
      if (image == null) {
        return perChannel(b, node, in);
      }
      images.add(image);
    }
    return b.add(node.op(), images);
  }

  /** A sum of a convolution that nothing else reads and another image. */
  private @Nullable Node sum(GraphBuilder b, Node node, List<Node> in, int i) {
    Node x = blocked.get(in.get(i));
    Node other = blocked.get(in.get(1 - i));
    return x != null
            && other != null
            && x.op() instanceof BlockedConv conv
            && x.inputs().size() == 3
            && conv.activation() == null
            && usedOnce(node.input(i))
            && x.shape().equals(other.shape())
        ? b.add(conv, x.input(0), x.input(1), x.input(2), other)
        : null;
  }

  /** An image and one number per channel, the same for all examples or not. */
  private @Nullable Node perChannel(GraphBuilder b, Node node, List<Node> in) {
    if (in.size() != 2 || !full(node)) {
      return null;
    }
    int of = blocked.containsKey(in.get(0)) ? 0 : 1;
    Node other = in.get(1 - of);
    if (!in.get(of).shape().equals(node.shape())) {
      return null;
    }
    long channels = node.shape().dim(1);
    boolean constant =
        other.shape().equals(Shape.of(1, channels, 1, 1))
            || other.shape().equals(Shape.of(channels, 1, 1));
    if (!constant && !isPooled(other, node.shape())) {
      return null;
    }
    Node x = require(in.get(of));
    Node left;
    Node right;
    if (constant) {
      left =
          b.reshape(
              x,
              Shape.of(
                  x.shape().dim(0),
                  channels / blocks.size(),
                  x.shape().dim(2) * x.shape().dim(3),
                  blocks.size()));
      right = b.reshape(other, Shape.of(channels / blocks.size(), 1, blocks.size()));
    } else {
      left = b.reshape(x, rows(node.shape()));
      right = pixels(b, other);
    }
    return b.reshape(
        of == 0 ? b.add(node.op(), left, right) : b.add(node.op(), right, left), x.shape());
  }

  private @Nullable Node moved(GraphBuilder b, Node node, List<Node> in, Node x) {
    Shape s = node.shape();
    boolean sameChannels = s.dim(1) == in.get(0).shape().dim(1);
    if (node.op() instanceof Layout.Concat concat && concat.axis() == 1) {
      List<Node> images = new ArrayList<>();
      for (Node input : in) {
        Node image = full(input) ? image(b, input) : null;
        if (image == null) {
          return null;
        }
        images.add(image);
      }
      return b.add(concat, images);
    }
    if (node.op() instanceof Layout.Pad pad && sameChannels && pad.value() == 0) {
      return blocks.pad(b, x, spatial(pad.begin()), spatial(pad.end()));
    }
    if (node.op() instanceof Layout.Slice slice
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

  /** The blocked form of a value, made now if it has none and can have one; else null. */
  private @Nullable Node image(GraphBuilder b, Node plain) {
    Node image = blocked.get(plain);
    if (image == null
        && plain.shape().rank() == 4
        && plain.type().element() == ElementType.REAL
        && !plain.isConstant()
        && plain.shape().dim(1) % 4 == 0
        && plain.shape().dim(1) >= blocks.size()) {
      image = b.add(new Blocked.ToBlocked(blocks.size()), plain);
      blocked.put(plain, image);
    }
    return image;
  }

  private boolean usedOnce(Node old) {
    return uses.getOrDefault(old, 0) == 1;
  }

  private Node require(Node plain) {
    Node image = blocked.get(plain);
    if (image == null) {
      throw new IllegalStateException(plain + " has no blocked form");
    }
    return image;
  }

  /** A single number for all elements, or null. */
  private static @Nullable Node scalar(GraphBuilder b, Node x) {
    return x.shape().size() == 1 ? b.reshape(x, Shape.of()) : null;
  }

  /** Whether no channel is there only to fill the last block. */
  private boolean full(Node plain) {
    return plain.shape().rank() == 4 && plain.shape().dim(1) % blocks.size() == 0;
  }

  /** Whether {@code x} holds one number per example and channel of an image. */
  private boolean isPooled(Node x, Shape image) {
    return full(x) && x.shape().equals(image.with(2, 1).with(3, 1)) && !image.isStatic();
  }

  /** A value {@code [N,C,1,1]}, equal in both layouts, as {@code [N*C/block, 1, block]}. */
  private Node pixels(GraphBuilder b, Node x) {
    Shape s = x.shape();
    return b.reshape(x, Shape.of(s.dim(0) * (s.dim(1) / blocks.size()), 1, blocks.size()));
  }

  /** {@code [N*C/block, H*W, block]}. */
  private Shape rows(Shape s) {
    return Shape.of(s.dim(0) * (s.dim(1) / blocks.size()), s.dim(2) * s.dim(3), blocks.size());
  }
}

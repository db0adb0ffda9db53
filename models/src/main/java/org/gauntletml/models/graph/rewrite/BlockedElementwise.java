package org.gauntletml.models.graph.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gauntletml.models.graph.Binary;
import org.gauntletml.models.graph.Blocked.BlockedConv;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Unary;
import org.jspecify.annotations.Nullable;

/**
 * Functions of images element by element in the blocked layout, where a convolution computes some
 * of them on its way.
 */
final class BlockedElementwise {
  private final Blocks blocks;
  private final BlockedImages images;
  private final Map<Node, Integer> uses;

  /**
   * @param uses how often each value of the graph being rewritten is used
   */
  BlockedElementwise(Blocks blocks, BlockedImages images, Map<Node, Integer> uses) {
    this.blocks = blocks;
    this.images = images;
    this.uses = uses;
  }

  /**
   * An activation, computed by the convolution before it where nothing else reads that.
   *
   * @param x its argument, an image
   * @param old the argument in the graph being rewritten
   * @param full whether no channel of it fills up a block
   * @return an image, or null where the blocked layout does not help
   */
  @Nullable Node activated(GraphBuilder b, Unary op, Node x, Node old, boolean full) {
    if (usedOnce(old)
        && x.op() instanceof BlockedConv conv
        && conv.activation() == null
        && BlockedConv.fusible(op)) {
      return b.add(new BlockedConv(conv.window(), conv.group(), op), x.inputs());
    }
    return full || !(op instanceof Unary.Log) ? b.add(op, x) : null;
  }

  /**
   * A function of several values.
   *
   * @param node as it stands in the graph being rewritten
   * @param in its inputs in the new graph, in the plain layout
   * @return an image, or null where the blocked layout does not help
   */
  @Nullable Node of(GraphBuilder b, Node node, List<Node> in) {
    if (in.stream().allMatch(input -> images.find(input) == null)) {
      return null;
    }
    if (node.op() instanceof Binary.Add && in.size() == 2) {
      Node sum = sum(b, node, in, 0);
      sum = sum == null ? sum(b, node, in, 1) : sum;
      if (sum != null) {
        return sum;
      }
    }
    if (!images.isFull(node)
        && (node.op() instanceof Binary.Div || node.op() instanceof Binary.Pow)) {
      return null;
    }
    List<Node> arguments = new ArrayList<>();
    for (Node input : in) {
      Node image = input.shape().equals(node.shape()) ? images.make(b, input) : scalar(b, input);
      if (image == null) {
        return perChannel(b, node, in);
      }
      arguments.add(image);
    }
    return b.add(node.op(), arguments);
  }

  /** A sum of a convolution that nothing else reads and another image. */
  private @Nullable Node sum(GraphBuilder b, Node node, List<Node> in, int i) {
    Node x = images.find(in.get(i));
    Node other = images.find(in.get(1 - i));
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
    if (in.size() != 2 || !images.isFull(node)) {
      return null;
    }
    int of = images.find(in.get(0)) != null ? 0 : 1;
    Node other = in.get(1 - of);
    Node x = images.find(in.get(of));
    if (x == null || !in.get(of).shape().equals(node.shape())) {
      return null;
    }
    long channels = node.shape().dim(1);
    boolean constant =
        other.shape().equals(Shape.of(1, channels, 1, 1))
            || other.shape().equals(Shape.of(channels, 1, 1));
    if (!constant && !images.isPooled(other, node.shape())) {
      return null;
    }
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
      left = b.reshape(x, images.rows(node.shape()));
      right = images.pixels(b, other);
    }
    return b.reshape(
        of == 0 ? b.add(node.op(), left, right) : b.add(node.op(), right, left), x.shape());
  }

  /** A single number for all elements, or null. */
  private static @Nullable Node scalar(GraphBuilder b, Node x) {
    return x.shape().size() == 1 ? b.reshape(x, Shape.of()) : null;
  }

  private boolean usedOnce(Node old) {
    return uses.getOrDefault(old, 0) == 1;
  }
}

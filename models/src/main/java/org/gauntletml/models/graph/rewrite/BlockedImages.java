package org.gauntletml.models.graph.rewrite;

import java.util.HashMap;
import java.util.Map;
import org.gauntletml.models.graph.Blocked;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.jspecify.annotations.Nullable;

/** The values of a graph that have a blocked form, and what else can be told in both layouts. */
final class BlockedImages {
  private final Blocks blocks;
  private final Map<Node, Node> blocked = new HashMap<>();

  BlockedImages(Blocks blocks) {
    this.blocks = blocks;
  }

  void put(Node plain, Node image) {
    blocked.put(plain, image);
  }

  /** The blocked form of a value, or null if it has none so far. */
  @Nullable Node find(Node plain) {
    return blocked.get(plain);
  }

  /** The blocked form of a value, made now if it has none and can have one; else null. */
  @Nullable Node make(GraphBuilder b, Node plain) {
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

  /** Whether no channel is there only to fill the last block. */
  boolean isFull(Node plain) {
    return plain.shape().rank() == 4 && plain.shape().dim(1) % blocks.size() == 0;
  }

  /** Whether {@code x} holds one number per example and channel of an image. */
  boolean isPooled(Node x, Shape image) {
    return isFull(x) && x.shape().equals(image.with(2, 1).with(3, 1)) && !image.isStatic();
  }

  /** A value {@code [N,C,1,1]}, equal in both layouts, as {@code [N*C/block, 1, block]}. */
  Node pixels(GraphBuilder b, Node x) {
    Shape s = x.shape();
    return b.reshape(x, Shape.of(s.dim(0) * (s.dim(1) / blocks.size()), 1, blocks.size()));
  }

  /** {@code [N*C/block, H*W, block]}. */
  Shape rows(Shape s) {
    return Shape.of(s.dim(0) * (s.dim(1) / blocks.size()), s.dim(2) * s.dim(3), blocks.size());
  }
}

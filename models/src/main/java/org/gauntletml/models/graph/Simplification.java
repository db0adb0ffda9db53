package org.gauntletml.models.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gauntletml.models.graph.Convolution.Conv;
import org.gauntletml.models.graph.Convolution.ConvTranspose;
import org.gauntletml.models.graph.Linear.Gemm;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites that help every runtime and change nothing but rounding: constant factors and summands
 * per channel, as batch normalisation leaves them, go into the weights and bias of the product
 * before them, or merge with each other; products of matrices by constants become {@link Gemm}.
 * Weights are rescaled by constant expressions, so a refresh still reaches them.
 */
public final class Simplification {
  private final Map<Node, Integer> uses;

  private Simplification(Graph graph) {
    this.uses = graph.uses();
  }

  /** The simplified graph: the same inputs, outputs and parameters. */
  public static Graph of(Graph graph) {
    return graph.rewrite(new Simplification(graph)::rewrite);
  }

  private Node rewrite(GraphBuilder b, Node node, List<Node> inputs) {
    Op op = node.op();
    if (node.isConstant()) {
      return b.add(op, inputs);
    }
    if (op instanceof Linear.MatMul
        && inputs.get(1).isConstant()
        && inputs.get(0).shape().rank() == 2
        && inputs.get(1).shape().rank() == 2) {
      return b.add(new Gemm(false), inputs);
    }
    if (op instanceof Binary) {
      Node x = inputs.get(0);
      Node c = inputs.get(1);
      Node merged = null;
      if (c.isConstant()) {
        boolean single = uses.getOrDefault(node.input(0), 0) == 1;
        merged = affine(b, op, x, c, single);
      } else if (x.isConstant() && (op instanceof Binary.Add || op instanceof Binary.Mul)) {
        boolean single = uses.getOrDefault(node.input(1), 0) == 1;
        merged = affine(b, op, c, x, single);
      }
      if (merged != null) {
        return merged;
      }
    }
    return b.add(op, inputs);
  }

  /** {@code op(x, c)} for a constant c, in fewer operations; null if there is no way. */
  private static @Nullable Node affine(GraphBuilder b, Op op, Node x, Node c, boolean single) {
    if (op instanceof Binary.Sub) {
      return affine(b, new Binary.Add(), x, b.neg(c), single);
    }
    if (op instanceof Binary.Div) {
      return affine(b, new Binary.Mul(), x, b.div(b.scalar(1), c), single);
    }
    if (!(op instanceof Binary.Add || op instanceof Binary.Mul)
        || !new Arguments("", List.of(x.type(), c.type())).broadcast().equals(x.shape())) {
      return null;
    }
    if (single && perChannel(c.shape(), x.shape())) {
      Node absorbed = op instanceof Binary.Add ? shifted(b, x, c) : scaled(b, x, c);
      if (absorbed != null) {
        return absorbed;
      }
    }
    return single && x.op().equals(op) && x.input(1).isConstant()
        ? b.add(op, x.input(0), b.add(op, x.input(1), c))
        : b.add(op, x, c);
  }

  /** Whether c differs from channel to channel (axis 1 of x) at most. */
  private static boolean perChannel(Shape c, Shape x) {
    for (int i = 0; i < c.rank(); i++) {
      if (c.dim(i) != 1 && x.rank() - c.rank() + i != 1) {
        return false;
      }
    }
    return x.rank() >= 2 && x.dim(1) > 0;
  }

  private static @Nullable Node shifted(GraphBuilder b, Node x, Node c) {
    if (!(x.op() instanceof Conv || x.op() instanceof ConvTranspose || x.op() instanceof Gemm)) {
      return null;
    }
    Node shift = vector(b, c, x.shape().dim(1));
    List<Node> inputs = new ArrayList<>(x.inputs());
    if (inputs.size() == 3) {
      inputs.set(2, b.add(inputs.get(2), shift));
    } else {
      inputs.add(shift);
    }
    return b.add(x.op(), inputs);
  }

  private static @Nullable Node scaled(GraphBuilder b, Node x, Node c) {
    Node factors;
    Node vector = vector(b, c, x.shape().dim(1));
    long channels = x.shape().dim(1);
    if (x.op() instanceof Conv) {
      factors = b.reshape(vector, along(x.input(1), 0, channels));
    } else if (x.op() instanceof ConvTranspose transpose && transpose.group() == 1) {
      factors = b.reshape(vector, along(x.input(1), 1, channels));
    } else if (x.op() instanceof Gemm gemm && x.input(1).isConstant()) {
      factors = b.reshape(vector, along(x.input(1), gemm.transB() ? 0 : 1, channels));
    } else {
      return null;
    }
    List<Node> inputs = new ArrayList<>(x.inputs());
    inputs.set(1, b.mul(inputs.get(1), factors));
    if (inputs.size() == 3) {
      inputs.set(2, b.mul(inputs.get(2), vector));
    }
    return b.add(x.op(), inputs);
  }

  private static Shape along(Node weights, int axis, long channels) {
    long[] dims = new long[weights.shape().rank()];
    Arrays.fill(dims, 1);
    dims[axis] = channels;
    return Shape.of(dims);
  }

  /** A per-channel constant as {@code [channels]}. */
  private static Node vector(GraphBuilder b, Node c, long channels) {
    return b.expand(b.reshape(c, Shape.of(c.shape().size())), Shape.of(channels));
  }
}

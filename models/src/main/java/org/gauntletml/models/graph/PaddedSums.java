package org.gauntletml.models.graph;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The sum of two values padded with zeros to lie one behind the other becomes their concatenation.
 * Gradients of slices of one value end up as such sums.
 */
final class PaddedSums implements Graph.Rule {
  @Override
  public Node apply(GraphBuilder b, Node node, List<Node> inputs) {
    if (node.op() instanceof Binary.Add
        && inputs.get(0).op() instanceof Layout.Pad p
        && inputs.get(1).op() instanceof Layout.Pad q
        && p.value() == 0
        && q.value() == 0
        && p.begin().size() == q.begin().size()) {
      int axis = axis(p, q);
      Node x = inputs.get(0).input(0);
      Node y = inputs.get(1).input(0);
      if (axis >= 0 && p.begin().get(axis) + x.shape().dim(axis) == q.begin().get(axis)) {
        return join(b, axis, x, y, p, q);
      }
      if (axis >= 0 && q.begin().get(axis) + y.shape().dim(axis) == p.begin().get(axis)) {
        return join(b, axis, y, x, q, p);
      }
    }
    return b.add(node.op(), inputs);
  }

  /** The only axis that is padded, or -1. */
  private static int axis(Layout.Pad p, Layout.Pad q) {
    int[] padded =
        IntStream.range(0, p.begin().size())
            .filter(i -> p.begin().get(i) + p.end().get(i) + q.begin().get(i) + q.end().get(i) > 0)
            .toArray();
    return padded.length == 1 ? padded[0] : -1;
  }

  private static Node join(
      GraphBuilder b, int axis, Node x, Node y, Layout.Pad before, Layout.Pad after) {
    Node joined = b.concat(axis, List.of(x, y));
    return b.pad(joined, axis, before.begin().get(axis), after.end().get(axis));
  }
}

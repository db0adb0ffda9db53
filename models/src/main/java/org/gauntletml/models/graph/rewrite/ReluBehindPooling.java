package org.gauntletml.models.graph.rewrite;

import java.util.List;
import org.gauntletml.models.graph.Binary;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Pooling;
import org.gauntletml.models.graph.Unary;

/**
 * Masks a relu's cotangent before it is spread over the windows of a max pooling instead of after:
 * the pooled value is the relu's value at the place its cotangent goes to, so both masks agree
 * there, and the pooled side is smaller. Exact.
 */
public final class ReluBehindPooling implements Graph.Rule {
  @Override
  public Node apply(GraphBuilder b, Node node, List<Node> inputs) {
    if (node.op() instanceof Binary.Mul
        && inputs.get(0).op() instanceof Pooling.MaxPoolGrad pool
        && inputs.get(1).op() instanceof Unary.Sign
        && inputs.get(1).input(0).equals(inputs.get(0).input(0))
        && inputs.get(1).input(0).op() instanceof Unary.Relu) {
      Node x = inputs.get(0).input(0);
      Node y = inputs.get(0).input(1);
      Node dy = inputs.get(0).input(2);
      return b.add(pool, x, y, b.mul(dy, b.sign(y)));
    }
    return b.add(node.op(), inputs);
  }
}

package org.gauntletml.models.graph.onnx;

import java.util.HashSet;
import java.util.Set;
import org.gauntletml.models.graph.AcrossBatch;
import org.gauntletml.models.graph.Binary;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.Layout;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Selection;

/**
 * Values of a graph that add up: computed on parts of a batch, their sum is the value of the whole.
 * That is true of sums over the examples and of what is linear in nothing but them.
 */
final class Sums {
  private final Set<Node> sums = new HashSet<>();
  private final boolean partial;

  private Sums(Graph graph) {
    boolean only = true;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof AcrossBatch) {
        only &= node.inputs().stream().noneMatch(sums::contains);
        sums.add(node);
      } else if (node.inputs().stream().anyMatch(sums::contains)) {
        if (isLinear(node)) {
          sums.add(node);
        } else {
          only = false;
        }
      }
    }
    this.partial = only;
  }

  /**
   * Whether a graph may be run on parts of a batch: every result is one of each example, in order,
   * or adds up, and nothing else looks at what adds up.
   */
  static boolean divides(Graph graph) {
    Sums of = new Sums(graph);
    return of.partial
        && graph.inputs().stream().allMatch(Sums::perExample)
        && graph.outputs().values().stream()
            .allMatch(node -> perExample(node) || of.sums.contains(node));
  }

  private static boolean perExample(Node node) {
    return node.shape().rank() > 0 && node.shape().batchAxis() == 0;
  }

  private boolean isLinear(Node node) {
    if (node.op() instanceof Binary.Mul) {
      return node.inputs().stream().anyMatch(Node::isConstant);
    }
    boolean additive =
        node.op() instanceof Binary.Add
            || node.op() instanceof Binary.Sub
            || node.op() instanceof Layout.Reshape
            || node.op() instanceof Layout.Transpose
            || node.op() instanceof Layout.Concat
            || node.op() instanceof Selection.Slice;
    return additive && sums.containsAll(node.inputs());
  }
}

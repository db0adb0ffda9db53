package org.gauntletml.models.graph.onnx;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
  private Sums() {}

  /**
   * What adds up in a graph that may be run on parts of a batch: every result is one of each
   * example, in order, or adds up, or is the same whatever the part, and nothing else looks at what
   * adds up. Empty for a graph that has to be run on the whole batch.
   */
  static Optional<Set<Node>> of(Graph graph) {
    Set<Node> sums = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (addsUp(node, sums::contains)) {
        sums.add(node);
      } else if (node.inputs().stream().anyMatch(sums::contains)) {
        return Optional.empty();
      }
    }
    return graph.inputs().stream().anyMatch(Sums::isPerExample)
            && graph.inputs().stream().allMatch(Sums::isOrdered)
            && graph.outputs().values().stream().allMatch(Sums::isOrdered)
        ? Optional.of(sums)
        : Optional.empty();
  }

  private static boolean isPerExample(Node node) {
    return node.shape().batchAxis() == 0;
  }

  private static boolean isOrdered(Node node) {
    return node.shape().isStatic() || isPerExample(node);
  }

  /**
   * Whether a node adds up.
   *
   * @param sums whether an input of it does
   */
  static boolean addsUp(Node node, Predicate<Node> sums) {
    long parts = node.inputs().stream().filter(sums).count();
    if (node.op() instanceof AcrossBatch) {
      return parts == 0;
    }
    if (node.op() instanceof Binary.Mul) {
      return parts == 1 && node.inputs().stream().allMatch(i -> i.shape().isStatic());
    }
    boolean additive =
        node.op() instanceof Binary.Add
            || node.op() instanceof Binary.Sub
            || node.op() instanceof Layout.Reshape
            || node.op() instanceof Layout.Transpose
            || node.op() instanceof Layout.Concat
            || node.op() instanceof Selection.Slice;
    return additive && parts > 0 && parts == node.inputs().size();
  }
}

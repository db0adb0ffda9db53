package org.gauntletml.models.graph.rewrite;

import java.util.List;
import org.gauntletml.models.graph.Blocked;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Linear;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.Window;

/**
 * Large products with constant weights as convolutions of one row of N pixels, in the blocked
 * layout. ONNX Runtime multiplies fast only by weights that it has rearranged for itself when a
 * session opened; a convolution takes them as they come. Within 15 percent of the speed of the
 * rearranged product, and up to five times that of the other. For graphs whose weights change.
 *
 * @param block channels per block
 */
public record ProductsAsConvolutions(int block) implements Graph.Rule {
  /** Below this many weights the plain product is as fast. */
  private static final long LARGE = 1 << 16;

  @Override
  public Node apply(GraphBuilder b, Node node, List<Node> inputs) {
    if (!(node.op() instanceof Linear.Gemm gemm)) {
      return b.add(node.op(), inputs);
    }
    Node x = inputs.get(0);
    Node weights = inputs.get(1);
    Shape w = weights.shape();
    long results = w.dim(gemm.transB() ? 0 : 1);
    boolean oneBias = inputs.size() == 2 || inputs.get(2).shape().equals(Shape.of(results));
    if (!weights.isConstant()
        || !oneBias
        || (inputs.size() > 2 && !inputs.get(2).isConstant())
        || w.size() < LARGE
        || x.shape().dim(1) % block != 0
        || x.shape().batchAxis() != 0) {
      return b.add(gemm, inputs);
    }
    Blocks blocks = new Blocks(block);
    long rows = x.shape().dim(0);
    Node kernel = blocks.matrix(b, weights, gemm.transB());
    int filled = (int) kernel.shape().dim(0);
    Node bias =
        inputs.size() > 2
            ? blocks.fill(b, inputs.get(2), 0)
            : b.constant(Tensor.of(new float[filled], filled));
    Node pixels =
        b.reshape(
            swap(b, b.reshape(x, Shape.of(rows, x.shape().dim(1) / block, block))),
            Shape.of(1, x.shape().dim(1), 1, rows));
    Node y = b.add(new Blocked.BlockedConv(Window.of(1, 1), 1, null), pixels, kernel, bias);
    Node out =
        b.reshape(
            swap(b, b.reshape(y, Shape.of(filled / block, rows, block))), Shape.of(rows, filled));
    return b.slice(out, 1, 0, results);
  }

  private static Node swap(GraphBuilder b, Node x) {
    return b.transpose(x, 1, 0, 2);
  }
}

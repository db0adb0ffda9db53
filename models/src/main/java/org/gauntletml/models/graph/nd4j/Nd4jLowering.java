package org.gauntletml.models.graph.nd4j;

import java.util.List;
import java.util.stream.LongStream;
import org.gauntletml.models.graph.Convolution.Conv;
import org.gauntletml.models.graph.Convolution.ConvTranspose;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Linear;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Pooling;
import org.gauntletml.models.graph.Resampling;
import org.gauntletml.models.graph.Selection;
import org.gauntletml.models.graph.Shape;

/**
 * Writes a graph in the forms ND4J's operations take: two spatial axes, equal padding on both
 * sides, one group or one channel per group, products of values with equal leading axes.
 */
final class Nd4jLowering {
  private Nd4jLowering() {}

  static Graph lower(Graph graph) {
    return graph.rewrite(Nd4jLowering::node);
  }

  /** One node; {@code inputs} are lowered already. */
  static Node node(GraphBuilder b, Node node, List<Node> inputs) {
    if (node.op() instanceof Conv conv) {
      return ConvolutionLowering.conv(b, conv, inputs);
    }
    if (node.op() instanceof ConvTranspose conv) {
      return ConvolutionLowering.transpose(b, conv, inputs);
    }
    if (node.op() instanceof Pooling pooling) {
      return PoolingLowering.pooling(b, pooling, inputs);
    }
    if (node.op() instanceof Linear.MatMul) {
      return matMul(b, inputs.get(0), inputs.get(1));
    }
    if (node.op() instanceof Selection.Slice slice) {
      return slice(b, slice, inputs.get(0));
    }
    return b.add(node.op(), inputs);
  }

  private static Node matMul(GraphBuilder b, Node x, Node y) {
    Shape left = x.shape();
    Shape right = y.shape();
    if (left.rank() == 2 && right.rank() == 2) {
      return b.matMul(x, y);
    }
    if (right.rank() == 2) {
      long rows = Shape.product(left.dims(0, left.rank() - 1));
      Node flat = b.reshape(x, Shape.of(rows, left.dim(-1)));
      return b.reshape(b.matMul(flat, y), left.with(-1, right.dim(1)));
    }
    Shape result = b.matMul(x, y).shape();
    long[] lead = result.dims(0, result.rank() - 2);
    return b.matMul(lead(b, x, lead), lead(b, y, lead));
  }

  private static Node lead(GraphBuilder b, Node x, long... lead) {
    return b.expand(
        x,
        Shape.of(
            LongStream.concat(
                    LongStream.of(lead), LongStream.of(x.shape().dim(-2), x.shape().dim(-1)))
                .boxed()
                .toList()));
  }

  private static Node slice(GraphBuilder b, Selection.Slice slice, Node x) {
    Node result = x;
    for (int i = 0; i < slice.axes().size(); i++) {
      long start = slice.starts().get(i);
      long step = slice.steps().get(i);
      List<Integer> axis = List.of(slice.axes().get(i));
      List<Long> count = List.of(slice.counts().get(i));
      result =
          step < 0
              ? Resampling.gather(
                  b,
                  result,
                  axis.get(0),
                  LongStream.range(0, count.get(0)).map(k -> start + k * step).toArray())
              : b.add(new Selection.Slice(axis, List.of(start), count, List.of(step)), result);
    }
    return result;
  }
}

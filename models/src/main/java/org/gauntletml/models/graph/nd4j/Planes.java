package org.gauntletml.models.graph.nd4j;

import java.util.List;
import java.util.stream.Stream;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Op;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Window;

/** Values with one spatial axis, {@code [N,C,W]}, seen as planes of height 1, {@code [N,C,1,W]}. */
final class Planes {
  private Planes() {}

  /**
   * Applies an operation on planes to values of rank 3.
   *
   * @return rank 3 again
   */
  static Node apply(GraphBuilder b, Op plane, List<Node> inputs) {
    List<Node> raised =
        inputs.stream()
            .map(x -> x.shape().rank() == 3 ? b.reshape(x, raised(x.shape())) : x)
            .toList();
    Node y = Nd4jLowering.node(b, b.add(plane, raised), raised);
    Shape shape = y.shape();
    return b.reshape(y, Shape.of(shape.dim(0), shape.dim(1), shape.dim(3)));
  }

  private static Shape raised(Shape x) {
    return Shape.of(x.dim(0), x.dim(1), 1, x.dim(2));
  }

  /** The window over a plane that stands for one over a line. */
  static Window window(Window line) {
    return new Window(
        before(1, line.kernel()),
        before(1, line.strides()),
        before(0, line.begin()),
        before(0, line.end()),
        before(1, line.dilations()));
  }

  /** One number per axis of the plane: {@code first} for its height. */
  static List<Integer> before(int first, List<Integer> rest) {
    return Stream.concat(Stream.of(first), rest.stream()).toList();
  }
}

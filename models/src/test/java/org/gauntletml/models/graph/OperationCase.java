package org.gauntletml.models.graph;

import java.util.Random;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One small function of one input, to be checked for its values and its gradient.
 *
 * @param name shown by the test
 * @param dims of the input, without the batch dimension
 * @param low smallest input
 * @param high largest input
 * @param function the graph under test
 * @param oracle the same function in plain Java, written from the definition; null where the
 *     function is only rearranged from others that have one
 */
record OperationCase(
    String name,
    long[] dims,
    double low,
    double high,
    BiFunction<GraphBuilder, Node, Node> function,
    @Nullable Oracle oracle) {

  /** Values of the function for a batch {@code x} of this shape, in row-major order. */
  @FunctionalInterface
  interface Oracle {
    double[] apply(double[] x, long[] shape);
  }

  Graph graph() {
    GraphBuilder b = new GraphBuilder();
    Node x = b.input("x", dims);
    return b.output("y", function.apply(b, x)).build();
  }

  /** A seeded batch of inputs, row-major. */
  double[] inputs(int batch) {
    Random random = new Random(name.hashCode() + 31L * batch);
    return random.doubles(batch * Shape.product(dims), Math.nextUp(low), high).toArray();
  }

  @Override
  public String toString() {
    return name;
  }
}

package org.gauntletml.models.graph.onnx;

import java.util.Optional;
import java.util.Set;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.Linear;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;

/**
 * How a batch is divided: into pieces that run one after the other or on several threads. Small
 * pieces keep values in the processor's second-level cache; large ones read the weights of matrix
 * products less often.
 *
 * @param examples how many examples a piece should hold
 * @param sums results of pieces that add up; other results of no example are the same for all
 */
record Pieces(int examples, Set<Node> sums) {
  /** The whole batch at once. */
  static final Pieces WHOLE = new Pieces(Integer.MAX_VALUE, Set.of());

  /** What a few values that are read and written together may take. */
  private static final long CACHE = 2L << 20;

  /** A product with a constant matrix of as many bytes reads it from beyond the cache. */
  static final long LARGE_WEIGHTS = 1L << 20;

  /** Weights of matrix products that one example more in a piece pays for. */
  private static final long WEIGHTS_PER_EXAMPLE = 512L << 10;

  private static final int MOST_FOR_WEIGHTS = 64;
  private static final int FEWEST = 2;

  static Pieces of(Graph graph) {
    Optional<Set<Node>> sums = Sums.of(graph);
    return sums.isEmpty() ? WHOLE : new Pieces(examples(graph), sums.get());
  }

  private static int examples(Graph graph) {
    long traffic = 1;
    long weights = 0;
    for (Node node : graph.nodes()) {
      if (!node.isConstant() && !node.inputs().isEmpty()) {
        traffic = Math.max(traffic, traffic(node));
        weights += weights(node);
      }
    }
    long examples =
        Math.max(CACHE / traffic, Math.min(MOST_FOR_WEIGHTS, weights / WEIGHTS_PER_EXAMPLE));
    return (int) Math.max(FEWEST, Math.min(examples, 1 << 20));
  }

  /** Whether values of {@value #MOST_FOR_WEIGHTS} examples do not fit the cache. */
  static boolean isWide(Node node) {
    return traffic(node) * MOST_FOR_WEIGHTS > CACHE;
  }

  /** Bytes per example that a node reads and writes. */
  private static long traffic(Node node) {
    return bytes(node.shape()) + node.inputs().stream().mapToLong(i -> bytes(i.shape())).sum();
  }

  /**
   * Bytes of the constant matrix that a node multiplies with, or of the sum that each piece would
   * have one of; 0 where there is neither.
   */
  static long weights(Node node) {
    if (node.op() instanceof Linear.BatchProduct) {
      return Float.BYTES * node.shape().size();
    }
    return node.op() instanceof Linear && node.input(1).isConstant()
        ? Float.BYTES * node.input(1).shape().size()
        : 0;
  }

  /** Bytes per example; 0 for what all examples share. */
  private static long bytes(Shape shape) {
    return shape.isStatic() ? 0 : -Float.BYTES * shape.size();
  }

  /** Whether a batch cannot be divided. */
  boolean areWhole() {
    return examples == Integer.MAX_VALUE;
  }

  /** Number of pieces for a batch: a multiple of the threads where there are enough examples. */
  int count(long batch, int threads) {
    if (areWhole() || batch < 2L * FEWEST) {
      return 1;
    }
    long pieces = (batch + examples - 1) / examples;
    pieces = (pieces + threads - 1) / threads * threads;
    return (int) Math.min(pieces, batch / FEWEST);
  }
}

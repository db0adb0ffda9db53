package org.gauntletml.models.dl4j;

import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;

/**
 * What flows between two vertices of a network. The node always has its channels on axis 1; DL4J
 * may keep the same array with the channels on the last axis. Nothing is moved until a layer asks
 * for the other order, so that a channels-last network costs no transposes.
 *
 * @param node the value, channels first
 * @param channelsLast whether DL4J's array is this value with axis 1 moved to the end
 */
record Flow(Node node, boolean channelsLast) {
  /** A value that DL4J has in this very order. */
  static Flow plain(Node node) {
    return new Flow(node, false);
  }

  /** The array as DL4J has it. */
  Node plain(GraphBuilder b) {
    return channelsLast ? toLast(b, node) : node;
  }

  /** The array, read by a layer that takes its channels from axis 1 or from the last axis. */
  Node channelsFirst(GraphBuilder b, boolean fromLast) {
    if (channelsLast == fromLast) {
      return node;
    }
    return fromLast ? toFirst(b, node) : toLast(b, node);
  }

  /** An element-wise function applied. */
  Flow map(UnaryOperator<Node> function) {
    return new Flow(function.apply(node), channelsLast);
  }

  /** The node's axis for an axis of DL4J's array. */
  int axis(int axis) {
    int last = node.shape().rank() - 1;
    int front = axis < 0 ? axis + last + 1 : axis;
    if (!channelsLast || front == 0) {
      return front;
    }
    return front == last ? 1 : front + 1;
  }

  private static Node toLast(GraphBuilder b, Node x) {
    int last = x.shape().rank() - 1;
    return b.transpose(
        x, IntStream.rangeClosed(0, last).map(i -> i == 0 ? 0 : i == last ? 1 : i + 1).toArray());
  }

  private static Node toFirst(GraphBuilder b, Node x) {
    int last = x.shape().rank() - 1;
    return b.transpose(
        x, IntStream.rangeClosed(0, last).map(i -> i == 0 ? 0 : i == 1 ? last : i - 1).toArray());
  }
}

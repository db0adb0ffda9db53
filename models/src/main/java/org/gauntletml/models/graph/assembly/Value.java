package org.gauntletml.models.graph.assembly;

import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.jspecify.annotations.Nullable;

/** A named value of a model file: a node of the graph, or known while it is read, or both. */
final class Value {
  private @Nullable Node node;
  private final @Nullable Known known;

  private Value(@Nullable Node node, @Nullable Known known) {
    this.node = node;
    this.known = known;
  }

  static Value of(Node node) {
    return new Value(node, null);
  }

  static Value of(Known known) {
    return new Value(null, known);
  }

  static Value of(Node node, Known known) {
    return new Value(node, known);
  }

  @Nullable Known known() {
    return known;
  }

  /** As a node; null if it is known but differs between batch sizes. */
  @Nullable Node node(GraphBuilder b) {
    if (node == null && known != null) {
      node = known.node(b);
    }
    return node;
  }
}

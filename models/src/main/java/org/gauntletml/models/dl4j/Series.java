package org.gauntletml.models.dl4j;

import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;

/** A time series {@code [N,C,T]} as an image {@code [N,C,1,T]}, and back. */
final class Series {
  private Series() {}

  static Node toImage(GraphBuilder b, Node x) {
    Shape s = x.shape();
    return b.reshape(x, Shape.of(s.dim(0), s.dim(1), 1, s.dim(2)));
  }

  static Node fromImage(GraphBuilder b, Node x) {
    Shape s = x.shape();
    return b.reshape(x, Shape.of(s.dim(0), s.dim(1), s.dim(3)));
  }
}

package org.gauntletml.models.graph.nd4j;

import java.util.List;
import java.util.stream.Stream;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Layout;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Window;

/** What a window sees around a value {@code [N,C,spatial...]}, as an operation of its own. */
record Margin(Window window) {

  /** Whether it is as wide after the value as before, on every axis. */
  boolean isEven() {
    return window.begin().equals(window.end());
  }

  /** The window over a value that has its margin already. */
  Window inside() {
    List<Integer> none = window.kernel().stream().map(k -> 0).toList();
    return new Window(window.kernel(), window.strides(), none, none, window.dilations());
  }

  /** The value with a margin of {@code fill}. */
  Node around(GraphBuilder b, Node x, double fill) {
    return b.add(new Layout.Pad(all(window.begin()), all(window.end()), fill), x);
  }

  private static List<Long> all(List<Integer> spatial) {
    return Stream.concat(Stream.of(0L, 0L), spatial.stream().map(Long::valueOf)).toList();
  }

  /** Undoes {@link #around} for a value of shape {@code to}. */
  Node off(GraphBuilder b, Node x, Shape to) {
    Node cropped = x;
    for (int i = 0; i < window.rank(); i++) {
      cropped = b.slice(cropped, i + 2, window.begin().get(i), to.dim(i + 2));
    }
    return cropped;
  }
}

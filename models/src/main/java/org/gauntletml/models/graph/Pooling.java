package org.gauntletml.models.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gauntletml.models.BadInput;

/**
 * Windows over {@code [N,C,spatial...]}, channel by channel. Their gradients are operations of
 * their own, because each runtime has its own fast way to compute them; ONNX has no such operators,
 * so an exporter rewrites them first.
 */
public sealed interface Pooling extends Op {

  Window window();

  private static ValueType pooled(Arguments in, Window window) {
    in.reals(1, 1);
    Shape x = in.shape(0);
    in.require(x.rank() == window.rank() + 2, "an input of rank " + (window.rank() + 2));
    for (int i = 0; i < window.rank(); i++) {
      in.require(
          window.begin().get(i) < window.extent(i)
              && window.end().get(i) < window.extent(i) + window.strides().get(i),
          "less padding than kernel");
      long outputs = window.outputs(i, x.dim(i + 2));
      in.require(outputs > 0, "spatial sizes that hold at least one window");
      x = x.with(i + 2, outputs);
    }
    return ValueType.real(x);
  }

  private static Node firstOrder(Node self) {
    throw new UnsupportedOperationException(
        "node '" + self.name() + "': second derivatives are not supported");
  }

  /** The largest value of each window; padding never wins. */
  record MaxPool(Window window) implements Pooling {
    @Override
    public Map<String, Object> attributes() {
      return window.attributes();
    }

    @Override
    public ValueType infer(Arguments in) {
      return pooled(in, window);
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      return b.add(new MaxPoolGrad(window), self.input(0), self, dy);
    }
  }

  /**
   * Gradient of {@link MaxPool}: inputs {@code x, y = MaxPool(x), dy}. Each window hands its
   * cotangent to the first of its largest values in row-major order, as PyTorch does.
   */
  record MaxPoolGrad(Window window) implements Pooling {
    @Override
    public Map<String, Object> attributes() {
      return window.attributes();
    }

    @Override
    public ValueType infer(Arguments in) {
      in.reals(3, 3);
      in.require(in.shape(1).equals(in.shape(2)), "a cotangent of the pooled value's shape");
      return ValueType.real(in.shape(0));
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      return firstOrder(self);
    }
  }

  /**
   * The mean of each window.
   *
   * @param countPadding whether padding counts as zeros in the mean; otherwise only real elements
   *     are averaged
   */
  record AveragePool(Window window, boolean countPadding) implements Pooling {
    public AveragePool {
      undilated(window);
    }

    @Override
    public Map<String, Object> attributes() {
      return averaging(window, countPadding);
    }

    @Override
    public ValueType infer(Arguments in) {
      return pooled(in, window);
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      Shape x = self.input(0).shape();
      List<Integer> sizes =
          java.util.stream.IntStream.range(2, x.rank()).mapToObj(i -> (int) x.dim(i)).toList();
      return b.add(new AveragePoolGrad(window, countPadding, sizes), dy);
    }
  }

  /**
   * Gradient of {@link AveragePool}: input {@code dy}.
   *
   * @param sizes spatial sizes of the pooled value's input
   */
  record AveragePoolGrad(Window window, boolean countPadding, List<Integer> sizes)
      implements Pooling {
    public AveragePoolGrad {
      undilated(window);
      sizes = List.copyOf(sizes);
    }

    @Override
    public Map<String, Object> attributes() {
      Map<String, Object> attributes = averaging(window, countPadding);
      attributes.put("sizes", Window.longs(sizes));
      return attributes;
    }

    @Override
    public ValueType infer(Arguments in) {
      in.reals(1, 1);
      Shape x = in.shape(0);
      for (int i = 0; i < window.rank(); i++) {
        in.require(
            window.outputs(i, sizes.get(i)) == x.dim(i + 2), "a cotangent of the pooled shape");
        x = x.with(i + 2, sizes.get(i));
      }
      return ValueType.real(x);
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      return firstOrder(self);
    }
  }

  private static Map<String, Object> averaging(Window window, boolean countPadding) {
    Map<String, Object> attributes = new HashMap<>(window.attributes());
    attributes.remove("dilations");
    attributes.put("count_include_pad", countPadding ? 1L : 0L);
    return attributes;
  }

  private static void undilated(Window window) {
    if (window.dilations().stream().anyMatch(d -> d != 1)) {
      throw BadInput.of("AveragePool", "dilations of 1", window.dilations());
    }
  }
}

package org.gauntletml.models.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.gauntletml.models.BadInput;

/** Operations that move values and compute nothing. */
public sealed interface Layout extends Op
    permits Layout.Reshape, Layout.Transpose, Layout.Concat, Layout.Pad, Layout.Expand, Selection {

  /** The same values in row-major order in another shape; also ONNX's Flatten and (Un)Squeeze. */
  record Reshape(Shape shape) implements Layout {
    @Override
    public List<Tensor> operands() {
      return List.of(Tensor.vector(Arrays.stream(shape.dims()).map(d -> d < 0 ? -1 : d).toArray()));
    }

    @Override
    public ValueType infer(Arguments in) {
      in.expect(1, 1);
      in.require(in.shape(0).size() == shape.size(), "as many values as " + shape + " holds");
      return new ValueType(in.element(0), shape);
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      return b.reshape(dy, self.input(0).shape());
    }
  }

  /** Axis i of the result is axis {@code perm[i]} of the input. */
  record Transpose(List<Integer> perm) implements Layout {
    public Transpose {
      perm = List.copyOf(perm);
    }

    @Override
    public Map<String, Object> attributes() {
      return Map.of("perm", Window.longs(perm));
    }

    @Override
    public ValueType infer(Arguments in) {
      in.expect(1, 1);
      int rank = in.shape(0).rank();
      in.require(
          perm.stream().sorted().toList().equals(IntStream.range(0, rank).boxed().toList()),
          "a permutation of its axes, not " + perm);
      return new ValueType(
          in.element(0), Shape.of(perm.stream().map(i -> in.shape(0).dim(i)).toList()));
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      return b.transpose(dy, IntStream.range(0, perm.size()).map(perm::indexOf).toArray());
    }
  }

  /** The inputs one after the other along an axis. */
  record Concat(int axis) implements Layout {
    @Override
    public Map<String, Object> attributes() {
      return Map.of("axis", (long) axis);
    }

    @Override
    public ValueType infer(Arguments in) {
      in.expect(1, Integer.MAX_VALUE);
      Shape first = in.shape(0);
      in.require(axis >= 0 && axis < first.rank(), "axis " + axis + " to exist");
      long total = 0;
      for (int i = 0; i < in.count(); i++) {
        Shape x = in.shape(i);
        in.require(
            in.element(i) == in.element(0)
                && x.rank() == first.rank()
                && x.dim(axis) > 0
                && x.with(axis, 1).equals(first.with(axis, 1)),
            "shapes that differ on axis " + axis + " only, which must not be the batch");
        total += x.dim(axis);
      }
      return new ValueType(in.element(0), first.with(axis, total));
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      long start = 0;
      for (int i = 0; i < input; i++) {
        start += self.input(i).shape().dim(axis);
      }
      return b.slice(dy, axis, start, self.input(input).shape().dim(axis));
    }
  }

  /**
   * A constant around the value: {@code begin[i]} elements before and {@code end[i]} after axis i.
   */
  record Pad(List<Long> begin, List<Long> end, double value) implements Layout {
    public Pad {
      begin = List.copyOf(begin);
      end = List.copyOf(end);
      if (begin.size() != end.size()
          || begin.stream().anyMatch(p -> p < 0)
          || end.stream().anyMatch(p -> p < 0)) {
        throw BadInput.of("Pad", "padding of 0 or more on every axis", begin + " and " + end);
      }
    }

    @Override
    public Map<String, Object> attributes() {
      return Map.of("mode", "constant");
    }

    @Override
    public List<Tensor> operands() {
      return List.of(
          Tensor.vector(
              LongStream.concat(begin.stream().mapToLong(p -> p), end.stream().mapToLong(p -> p))
                  .toArray()),
          Tensor.of(new float[] {(float) value}));
    }

    @Override
    public ValueType infer(Arguments in) {
      in.reals(1, 1);
      Shape x = in.shape(0);
      in.require(x.rank() == begin.size(), "as many axes as paddings, " + begin.size());
      Shape result = x;
      for (int i = 0; i < x.rank(); i++) {
        if (begin.get(i) + end.get(i) > 0) {
          in.require(x.dim(i) > 0, "no padding of the batch");
          result = result.with(i, x.dim(i) + begin.get(i) + end.get(i));
        }
      }
      return ValueType.real(result);
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      Shape x = self.input(0).shape();
      List<Integer> axes =
          IntStream.range(0, x.rank()).filter(i -> begin.get(i) + end.get(i) > 0).boxed().toList();
      return axes.isEmpty()
          ? dy
          : b.add(
              new Selection.Slice(
                  axes,
                  axes.stream().map(begin::get).toList(),
                  axes.stream().map(i -> x.dim(i)).toList(),
                  axes.stream().map(i -> 1L).toList()),
              dy);
    }
  }

  /** Copies along axes of size 1, or new leading axes, up to {@code shape}. */
  record Expand(Shape shape) implements Layout {
    /**
     * The batch dimension is written as 1, which ONNX's two-way broadcast leaves alone. An input
     * without it (a constant that is to be repeated for every example) needs a computed shape; see
     * {@link #addsBatch}.
     */
    @Override
    public List<Tensor> operands() {
      return List.of(Tensor.vector(Arrays.stream(shape.dims()).map(d -> Math.max(d, 1)).toArray()));
    }

    /** Whether the batch dimension of the result is not there in {@code input}. */
    public boolean addsBatch(Shape input) {
      return !shape.isStatic() && input.isStatic();
    }

    @Override
    public ValueType infer(Arguments in) {
      in.expect(1, 1);
      in.require(
          in.broadcast(in.shape(0), shape).equals(shape), "a value that broadcasts to " + shape);
      return new ValueType(in.element(0), shape);
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      return b.sumTo(dy, self.input(0).shape());
    }
  }
}

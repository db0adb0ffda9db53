package org.gauntletml.models.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.gauntletml.models.BadInput;

/** Operations that pick elements along axes; the batch is never among them. */
public sealed interface Selection extends Layout {

  /**
   * Along each named axis {@code counts[i]} elements: {@code start, start + step, ...}. Steps may
   * be negative (a flip).
   */
  record Slice(List<Integer> axes, List<Long> starts, List<Long> counts, List<Long> steps)
      implements Selection {
    public Slice {
      axes = List.copyOf(axes);
      starts = List.copyOf(starts);
      counts = List.copyOf(counts);
      steps = List.copyOf(steps);
      if (axes.size() != starts.size()
          || axes.size() != counts.size()
          || axes.size() != steps.size()
          || steps.contains(0L)) {
        throw BadInput.of(
            "Slice",
            "one start, count and non-zero step per axis",
            axes + ", " + starts + ", " + counts + ", " + steps);
      }
    }

    /** As ONNX: starts, ends, axes, steps. A flip down to element 0 ends before it. */
    @Override
    public List<Tensor> operands() {
      return List.of(
          vector(starts),
          Tensor.vector(
              IntStream.range(0, axes.size())
                  .mapToLong(i -> starts.get(i) + counts.get(i) * steps.get(i))
                  .map(end -> end < 0 ? -Integer.MAX_VALUE : end)
                  .toArray()),
          vector(Window.longs(axes)),
          vector(steps));
    }

    private static Tensor vector(List<Long> values) {
      return Tensor.vector(values.stream().mapToLong(v -> v).toArray());
    }

    @Override
    public ValueType infer(Arguments in) {
      in.expect(1, 1);
      Shape result = in.shape(0);
      for (int i = 0; i < axes.size(); i++) {
        int axis = axes.get(i);
        in.require(
            axis >= 0 && axis < result.rank() && result.dim(axis) > 0,
            "axis " + axis + " to exist and not to be the batch");
        long last = starts.get(i) + (counts.get(i) - 1) * steps.get(i);
        long size = in.shape(0).dim(axis);
        in.require(
            counts.get(i) > 0
                && Math.min(starts.get(i), last) >= 0
                && Math.max(starts.get(i), last) < size,
            "a slice inside axis " + axis + ", not " + print("x"));
        result = result.with(axis, counts.get(i));
      }
      return new ValueType(in.element(0), result);
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      Shape x = self.input(0).shape();
      Node dx = dy;
      for (int i = 0; i < axes.size(); i++) {
        dx = spread(b, dx, axes.get(i), starts.get(i), steps.get(i), x.dim(axes.get(i)));
      }
      return dx;
    }

    /** Puts the elements back where they came from, with zeros between and around them. */
    private static Node spread(
        GraphBuilder b, Node dy, int axis, long start, long step, long size) {
      long count = dy.shape().dim(axis);
      if (step < 0) {
        Node flipped =
            b.add(new Slice(List.of(axis), List.of(count - 1), List.of(count), List.of(-1L)), dy);
        return spread(b, flipped, axis, start + (count - 1) * step, -step, size);
      }
      Node spaced = Resampling.spread(b, dy, axis, step);
      long covered = spaced.shape().dim(axis);
      return b.pad(spaced, axis, start, size - start - covered);
    }
  }

  /**
   * The elements at fixed {@code indices} along an axis, which is replaced by the shape of the
   * indices.
   */
  record Gather(int axis, List<Long> indices, Shape indexShape) implements Selection {
    public Gather {
      indices = List.copyOf(indices);
      if (axis < 0 || indexShape.size() != indices.size()) {
        throw BadInput.of("Gather", "an axis from 0 and a full index", axis + ", " + indexShape);
      }
    }

    @Override
    public Map<String, Object> attributes() {
      return Map.of("axis", (long) axis);
    }

    @Override
    public List<Tensor> operands() {
      return List.of(Tensor.of(indices.stream().mapToLong(i -> i).toArray(), indexShape.dims()));
    }

    @Override
    public ValueType infer(Arguments in) {
      in.expect(1, 1);
      Shape x = in.shape(0);
      in.require(
          axis < x.rank() && x.dim(axis) > 0, "axis " + axis + " to exist and not to be the batch");
      in.require(
          indices.stream().allMatch(i -> i >= 0 && i < x.dim(axis)),
          "indices inside axis " + axis + ", not " + indices);
      return new ValueType(in.element(0), replaced(x, indexShape.dims()));
    }

    private Shape replaced(Shape x, long... dims) {
      return Shape.of(
          LongStream.concat(
                  LongStream.concat(Arrays.stream(x.dims(0, axis)), LongStream.of(dims)),
                  Arrays.stream(x.dims(axis + 1, x.rank())))
              .boxed()
              .toList());
    }

    /** A product with the constant matrix that has a 1 where an index points. */
    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      Shape x = self.input(0).shape();
      int size = (int) x.dim(axis);
      int count = indices.size();
      float[] pick = new float[count * size];
      for (int i = 0; i < count; i++) {
        pick[i * size + indices.get(i).intValue()] = 1;
      }
      int last = x.rank() - 1;
      int[] swap =
          IntStream.range(0, x.rank()).map(i -> i == axis ? last : i == last ? axis : i).toArray();
      Node flat = b.transpose(b.reshape(dy, replaced(x, count)), swap);
      Node product =
          x.rank() == 1
              ? b.reshape(
                  b.matMul(
                      b.reshape(flat, Shape.of(1, count)),
                      b.constant(Tensor.of(pick, count, size))),
                  x)
              : b.matMul(flat, b.constant(Tensor.of(pick, count, size)));
      return b.transpose(product, swap);
    }
  }
}

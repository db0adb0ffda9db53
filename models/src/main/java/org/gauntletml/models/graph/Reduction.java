package org.gauntletml.models.graph;

import java.util.List;
import java.util.Map;
import org.gauntletml.models.BadInput;

/** Operations that look along axes: all but {@link BatchSum} along those of each example. */
public sealed interface Reduction extends Op {

  /** A fold over axes that stay as 1 or disappear. */
  sealed interface Fold extends Reduction {
    /** Axes counted from the front, ascending. */
    List<Integer> axes();

    boolean keepDims();

    /** Cotangent of the input: {@code y} and {@code dy} have the reduced axes kept as 1. */
    Node pull(GraphBuilder b, Node x, Node y, Node dy);

    @Override
    default Map<String, Object> attributes() {
      return Map.of("keepdims", keepDims() ? 1L : 0L);
    }

    @Override
    default List<Tensor> operands() {
      return List.of(Tensor.vector(axes().stream().mapToLong(a -> a).toArray()));
    }

    @Override
    default ValueType infer(Arguments in) {
      in.reals(1, 1);
      Shape x = in.shape(0);
      in.require(
          axes().stream().allMatch(a -> a < x.rank() && x.dim(a) > 0),
          "axes " + axes() + " to exist and not to be the batch");
      return ValueType.real(keepDims() ? kept(x) : dropped(x));
    }

    @Override
    default Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      Node x = self.input(0);
      Shape kept = kept(x.shape());
      return pull(b, x, b.reshape(self, kept), b.reshape(dy, kept));
    }

    private Shape kept(Shape x) {
      Shape kept = x;
      for (int axis : axes()) {
        kept = kept.with(axis, 1);
      }
      return kept;
    }

    private Shape dropped(Shape x) {
      return Shape.of(
          java.util.stream.IntStream.range(0, x.rank())
              .filter(i -> !axes().contains(i))
              .mapToObj(x::dim)
              .toList());
    }
  }

  /** Sum. */
  record ReduceSum(List<Integer> axes, boolean keepDims) implements Fold {
    public ReduceSum {
      axes = ascending(axes);
    }

    @Override
    public Node pull(GraphBuilder b, Node x, Node y, Node dy) {
      return b.expand(dy, x.shape());
    }
  }

  /**
   * Sum over all examples, along the axis that holds them, which stays as 1. Only derivatives by
   * parameters and statistics of a training batch need it.
   */
  record BatchSum(int axis) implements Fold, AcrossBatch {
    @Override
    public String onnxName() {
      return "ReduceSum";
    }

    @Override
    public List<Integer> axes() {
      return List.of(axis);
    }

    @Override
    public boolean keepDims() {
      return true;
    }

    @Override
    public ValueType infer(Arguments in) {
      in.reals(1, 1);
      in.require(in.shape(0).batchAxis() == axis, "the batch on axis " + axis);
      return ValueType.real(in.shape(0).with(axis, 1));
    }

    @Override
    public Node pull(GraphBuilder b, Node x, Node y, Node dy) {
      return b.expand(dy, x.shape());
    }
  }

  /** Mean. */
  record ReduceMean(List<Integer> axes, boolean keepDims) implements Fold {
    public ReduceMean {
      axes = ascending(axes);
    }

    @Override
    public Node pull(GraphBuilder b, Node x, Node y, Node dy) {
      double count = axes.stream().mapToDouble(a -> x.shape().dim(a)).reduce(1, (p, q) -> p * q);
      return b.expand(b.mul(dy, b.scalar(1 / count)), x.shape());
    }
  }

  /** Maximum; equal maxima share the cotangent evenly, as in PyTorch's amax. */
  record ReduceMax(List<Integer> axes, boolean keepDims) implements Fold {
    public ReduceMax {
      axes = ascending(axes);
    }

    @Override
    public Node pull(GraphBuilder b, Node x, Node y, Node dy) {
      Node ties = b.cast(b.equal(x, y));
      return b.mul(ties, b.div(dy, b.add(new ReduceSum(axes, true), ties)));
    }
  }

  /** {@code exp(x) / sum exp(x)} along one axis, without overflow. */
  record Softmax(int axis) implements Reduction {
    @Override
    public Map<String, Object> attributes() {
      return Map.of("axis", (long) axis);
    }

    @Override
    public ValueType infer(Arguments in) {
      return along(in, axis);
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      Node total = b.add(new ReduceSum(List.of(axis), true), b.mul(dy, self));
      return b.mul(b.sub(dy, total), self);
    }
  }

  /** {@code x - log sum exp(x)} along one axis, without overflow. */
  record LogSoftmax(int axis) implements Reduction {
    @Override
    public Map<String, Object> attributes() {
      return Map.of("axis", (long) axis);
    }

    @Override
    public ValueType infer(Arguments in) {
      return along(in, axis);
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      Node total = b.add(new ReduceSum(List.of(axis), true), dy);
      return b.sub(dy, b.mul(b.exp(self), total));
    }
  }

  private static ValueType along(Arguments in, int axis) {
    in.reals(1, 1);
    in.require(
        axis >= 0 && axis < in.shape(0).rank() && in.shape(0).dim(axis) > 0,
        "axis " + axis + " to exist and not to be the batch");
    return ValueType.real(in.shape(0));
  }

  private static List<Integer> ascending(List<Integer> axes) {
    List<Integer> sorted = axes.stream().sorted().distinct().toList();
    if (sorted.size() != axes.size() || sorted.isEmpty() || sorted.get(0) < 0) {
      throw BadInput.of("reduction axes", "distinct axes counted from the front", axes);
    }
    return sorted;
  }
}

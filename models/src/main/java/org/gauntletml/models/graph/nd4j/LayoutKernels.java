package org.gauntletml.models.graph.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.gauntletml.models.graph.Layout;
import org.gauntletml.models.graph.Selection;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarSet;
import org.nd4j.linalg.factory.Nd4j;

/** Moving values. Slices and copies go through strided views made once. */
final class LayoutKernels {
  /** Up to this many copies are made one by one; more are made by adding to zeros. */
  private static final long FEW = 64;

  private LayoutKernels() {}

  static void register(Kernels kernels) {
    kernels.fresh(Layout.Transpose.class, LayoutKernels::transpose);
    kernels.fresh(
        Layout.Concat.class,
        (op, site) -> Site.custom("concat", site.inputs(), site.out(), op.axis()));
    kernels.fresh(Selection.Slice.class, LayoutKernels::slice);
    kernels.fresh(Layout.Pad.class, LayoutKernels::pad);
    kernels.fresh(Layout.Expand.class, (op, site) -> spread(site.in(0), site.out()));
    kernels.fresh(Selection.Gather.class, LayoutKernels::gather);
  }

  private static Runnable transpose(Layout.Transpose op, Site site) {
    return Site.custom(
        "permute", site.inputs(), site.out(), op.perm().stream().mapToLong(i -> i).toArray());
  }

  private static Runnable slice(Selection.Slice op, Site site) {
    INDArray x = site.in(0);
    long[] strides = Arena.strides(x.shape());
    long offset = 0;
    for (int i = 0; i < op.axes().size(); i++) {
      int axis = op.axes().get(i);
      offset += op.starts().get(i) * strides[axis];
      strides[axis] *= op.steps().get(i);
    }
    return Site.copy(Arena.view(x, offset, site.out().shape(), strides), site.out());
  }

  private static Runnable pad(Layout.Pad op, Site site) {
    int rank = site.out().rank();
    int[] paddings = new int[2 * rank];
    for (int i = 0; i < rank; i++) {
      paddings[2 * i] = op.begin().get(i).intValue();
      paddings[2 * i + 1] = op.end().get(i).intValue();
    }
    INDArray table = Nd4j.createFromArray(paddings).reshape('c', rank, 2);
    return Site.custom("pad", List.of(site.in(0), table), site.out(), new double[] {op.value()}, 0);
  }

  private static Runnable gather(Selection.Gather op, Site site) {
    long[] indices = op.indices().stream().mapToLong(i -> i).toArray();
    INDArray table = Nd4j.createFromArray(indices).reshape('c', op.indexShape().dims());
    return Site.custom("gather", List.of(site.in(0), table), site.out(), op.axis());
  }

  /** Copies {@code x} over {@code out} as broadcasting would. */
  static Runnable spread(INDArray x, INDArray out) {
    long[] to = out.shape();
    long[] from = new long[to.length];
    for (int i = 0; i < to.length; i++) {
      int behind = i - (to.length - x.rank());
      from[i] = behind < 0 ? 1 : x.size(behind);
    }
    INDArray source = x.rank() == 0 && to.length > 0 ? x.reshape(from) : x;
    INDArray aligned = Arena.view(source, 0, from, Arena.strides(from));
    long copies = out.length() / Math.max(1, x.length());
    if (copies > FEW) {
      return Site.steps(
          Site.legacy(new ScalarSet(out, null, out, 0)),
          Site.custom("add", List.of(out, aligned), out));
    }
    List<Runnable> steps = new ArrayList<>();
    long[] strides = Arena.strides(to);
    for (long copy = 0; copy < copies; copy++) {
      long offset = 0;
      long rest = copy;
      for (int i = 0; i < to.length; i++) {
        if (from[i] != to[i]) {
          offset += rest % to[i] * strides[i];
          rest /= to[i];
        }
      }
      long[] step = strides;
      steps.add(Site.copy(aligned, Arena.view(out, offset, from, step)));
    }
    return Site.steps(steps.toArray(Runnable[]::new));
  }
}

package org.gauntletml.models.graph.nd4j;

import java.util.stream.IntStream;
import org.gauntletml.models.graph.Reduction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Folds over axes, and softmax. */
final class ReductionKernels {
  private ReductionKernels() {}

  static void register(Kernels kernels) {
    kernels.fresh(Reduction.ReduceSum.class, (op, site) -> fold("reduce_sum", op, site));
    kernels.fresh(Reduction.BatchSum.class, (op, site) -> fold("reduce_sum", op, site));
    kernels.fresh(Reduction.ReduceMean.class, (op, site) -> fold("reduce_mean", op, site));
    kernels.fresh(Reduction.ReduceMax.class, (op, site) -> fold("reduce_max", op, site));
    kernels.inPlace(
        Reduction.Softmax.class,
        (op, site) -> Site.custom("softmax", site.inputs(), site.out(), op.axis()));
    kernels.fresh(
        Reduction.LogSoftmax.class,
        (op, site) -> Site.custom("log_softmax", site.inputs(), site.out(), op.axis()));
  }

  private static Runnable fold(String name, Reduction.Fold op, Site site) {
    long[] shape = site.in(0).shape();
    long[] dropped =
        IntStream.range(0, shape.length)
            .filter(i -> !op.axes().contains(i))
            .mapToLong(i -> shape[i])
            .toArray();
    INDArray out = Arena.view(site.out(), 0, dropped, Arena.strides(dropped));
    return Site.custom(name, site.inputs(), out, op.axes().stream().mapToLong(a -> a).toArray());
  }
}

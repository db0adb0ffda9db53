package org.gauntletml.models.graph.nd4j;

import java.util.List;
import org.gauntletml.models.graph.Linear;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Products by the native {@code matmul}, which reaches oneDNN; {@code mmul} goes to OpenBLAS. */
final class MatrixKernels {
  private MatrixKernels() {}

  static void register(Kernels kernels) {
    kernels.fresh(Linear.Gemm.class, MatrixKernels::gemm);
    kernels.fresh(
        Linear.MatMul.class, (op, site) -> Site.custom("matmul", site.inputs(), site.out()));
    kernels.fresh(
        Linear.BatchProduct.class, (op, site) -> Site.custom("matmul", site.inputs(), site.out()));
  }

  private static Runnable gemm(Linear.Gemm op, Site site) {
    INDArray y = site.out();
    Runnable product =
        Site.custom("matmul", List.of(site.in(0), site.in(1)), y, 0, op.transB() ? 1 : 0, 0);
    return site.inputs().size() == 2
        ? product
        : Site.steps(product, Site.custom("add", List.of(y, site.in(2)), y));
  }
}

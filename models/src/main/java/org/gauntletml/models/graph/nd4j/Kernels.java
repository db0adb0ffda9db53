package org.gauntletml.models.graph.nd4j;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.gauntletml.models.graph.Op;

/** The kernel of every primitive operation. */
final class Kernels {
  static final Kernels ALL = new Kernels();

  private final Map<Class<?>, Kernel<Op>> kernels = new HashMap<>();
  private final Set<Class<?>> inPlace = new HashSet<>();

  private Kernels() {
    ElementwiseKernels.register(this);
    LogicKernels.register(this);
    MatrixKernels.register(this);
    WindowKernels.register(this);
    ReductionKernels.register(this);
    LayoutKernels.register(this);
  }

  /** A kernel that may be given an input's memory to write its result into. */
  <O extends Op> Kernels inPlace(Class<O> type, Kernel<? super O> kernel) {
    inPlace.add(type);
    return fresh(type, kernel);
  }

  /** A kernel whose result must not share memory with its inputs. */
  <O extends Op> Kernels fresh(Class<O> type, Kernel<? super O> kernel) {
    kernels.put(type, (op, site) -> kernel.bind(type.cast(op), site));
    return this;
  }

  boolean has(Op op) {
    return kernels.containsKey(op.getClass());
  }

  boolean inPlace(Op op) {
    return inPlace.contains(op.getClass());
  }

  Runnable bind(Op op, Site site) {
    Kernel<Op> kernel = kernels.get(op.getClass());
    if (kernel == null) {
      throw new IllegalStateException("no kernel for " + op.onnxName());
    }
    return kernel.bind(op, site);
  }
}

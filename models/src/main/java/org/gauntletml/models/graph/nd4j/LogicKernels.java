package org.gauntletml.models.graph.nd4j;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.Logic;
import org.gauntletml.models.graph.Op;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Comparisons and choices. */
final class LogicKernels {
  private LogicKernels() {}

  static void register(Kernels kernels) {
    custom(kernels, Logic.Greater.class, "greater");
    custom(kernels, Logic.GreaterOrEqual.class, "greater_equal");
    custom(kernels, Logic.Less.class, "less");
    custom(kernels, Logic.LessOrEqual.class, "less_equal");
    custom(kernels, Logic.Equal.class, "equals");
    custom(kernels, Logic.And.class, "boolean_and");
    custom(kernels, Logic.Or.class, "boolean_or");
    custom(kernels, Logic.Not.class, "boolean_not");
    kernels.fresh(Logic.Cast.class, (op, site) -> Site.copy(site.in(0), site.out()));
    kernels.fresh(Logic.Where.class, LogicKernels::where);
  }

  private static <O extends Op> void custom(Kernels kernels, Class<O> type, String name) {
    kernels.fresh(type, (o, site) -> Site.custom(name, site.inputs(), site.out()));
  }

  /** In Java: ND4J's own {@code select} takes 150 ns per value, this loop about 1. */
  private static Runnable where(Logic.Where op, Site site) {
    INDArray out = site.out();
    INDArray[] full = new INDArray[3];
    Runnable[] spread = new Runnable[3];
    for (int i = 0; i < 3; i++) {
      ElementType element = i == 0 ? ElementType.BOOLEAN : ElementType.REAL;
      full[i] = site.scratch(element, out.shape());
      spread[i] = LayoutKernels.spread(site.in(i), full[i]);
    }
    int length = Math.toIntExact(out.length());
    Runnable choose =
        out.dataType() == DataType.DOUBLE
            ? () -> doubles(full, out, length)
            : () -> floats(full, out, length);
    return Site.steps(spread[0], spread[1], spread[2], choose);
  }

  private static void doubles(INDArray[] in, INDArray out, int length) {
    ByteBuffer condition = in[0].data().asNio();
    DoubleBuffer then = in[1].data().asNioDouble();
    DoubleBuffer otherwise = in[2].data().asNioDouble();
    DoubleBuffer result = out.data().asNioDouble();
    for (int i = 0; i < length; i++) {
      result.put(i, condition.get(i) != 0 ? then.get(i) : otherwise.get(i));
    }
  }

  private static void floats(INDArray[] in, INDArray out, int length) {
    ByteBuffer condition = in[0].data().asNio();
    FloatBuffer then = in[1].data().asNioFloat();
    FloatBuffer otherwise = in[2].data().asNioFloat();
    FloatBuffer result = out.data().asNioFloat();
    for (int i = 0; i < length; i++) {
      result.put(i, condition.get(i) != 0 ? then.get(i) : otherwise.get(i));
    }
  }
}

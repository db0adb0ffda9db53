package org.gauntletml.models.graph.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.Node;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.transforms.any.Assign;
import org.nd4j.linalg.factory.Nd4j;

/** Where a kernel works: the arrays of one node, and ND4J operations bound to arrays. */
final class Site {
  private final Node node;
  private final List<INDArray> inputs;
  private final INDArray out;
  private final Arena arena;
  private final List<Arena.Slot> scratch = new ArrayList<>();

  Site(Node node, List<INDArray> inputs, INDArray out, Arena arena) {
    this.node = node;
    this.inputs = inputs;
    this.out = out;
    this.arena = arena;
  }

  Node node() {
    return node;
  }

  INDArray in(int i) {
    return inputs.get(i);
  }

  List<INDArray> inputs() {
    return inputs;
  }

  INDArray out() {
    return out;
  }

  /** Reals that live during this operation only. */
  INDArray scratch(long... shape) {
    return scratch(ElementType.REAL, shape);
  }

  INDArray scratch(ElementType element, long... shape) {
    long length = 1;
    for (long dim : shape) {
      length *= dim;
    }
    Arena.Slot slot = arena.slot(element, length);
    scratch.add(slot);
    return Arena.view(slot, shape);
  }

  /** Gives scratch memory back once the node is bound. */
  void done() {
    scratch.forEach(arena::release);
  }

  /** A native operation with nothing but integer arguments. */
  static Runnable custom(String name, List<INDArray> in, INDArray out, long... integers) {
    return custom(name, in, out, new double[0], integers);
  }

  /** A native operation. Its context is built once: running it then costs about 2 microseconds. */
  static Runnable custom(
      String name, List<INDArray> in, INDArray out, double[] reals, long... integers) {
    return run(name, Nd4j.getExecutioner().buildContext(), in, out, reals, integers);
  }

  /** A native operation without oneDNN, whose dilated convolutions ND4J describes wrongly. */
  static Runnable plain(String name, List<INDArray> in, INDArray out, long... integers) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    context.allowHelpers(false);
    return run(name, context, in, out, new double[0], integers);
  }

  private static Runnable run(
      String name,
      OpContext context,
      List<INDArray> in,
      INDArray out,
      double[] reals,
      long... integers) {
    CustomOp op = DynamicCustomOp.builder(name).build();
    for (int i = 0; i < in.size(); i++) {
      context.setInputArray(i, in.get(i));
    }
    context.setOutputArray(0, out);
    context.setTArguments(reals);
    context.setIArguments(integers);
    return () -> Nd4j.getExecutioner().exec(op, context);
  }

  /** One of ND4J's element-wise operations. */
  static Runnable legacy(Op op) {
    return () -> Nd4j.getExecutioner().exec(op);
  }

  /** Copies and converts. */
  static Runnable copy(INDArray from, INDArray to) {
    return legacy(new Assign(from, to));
  }

  static Runnable steps(Runnable... steps) {
    return () -> {
      for (Runnable step : steps) {
        step.run();
      }
    };
  }
}

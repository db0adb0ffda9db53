package org.gauntletml.models.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A differentiated graph on a runtime: its two compiled halves and the memory of their passes. */
final class Gradient {
  /** Most examples in one backward run for several classes; bounds the memory of a Jacobian. */
  private static final long ROWS = 512;

  private final CompiledGraph forward;
  private final CompiledGraph backward;
  private final String input;
  private final String cotangent;
  private final Pool<Pass> passes;
  private final Pool<Bound> wide;

  /** By the input. {@code graph} is already prepared for the runtime. */
  Gradient(Graph graph, GraphRuntime runtime) {
    this(graph, graph.inputs(), runtime);
  }

  /** By some inputs and parameters of {@code graph}, which is already prepared. */
  Gradient(Graph graph, List<Node> by, GraphRuntime runtime) {
    Differentiation d = Differentiation.of(graph, by, runtime::lower);
    this.forward = runtime.compile(d.forward());
    this.backward = backward(d.backward(), runtime);
    this.input = d.forward().inputs().get(0).name();
    this.cotangent = d.backward().inputs().get(d.backward().inputs().size() - 1).name();
    this.passes = new Pool<>(batch -> new Pass(forward, backward, batch));
    this.wide = new Pool<>(batch -> new Bound(backward, batch, Map.of()));
  }

  private CompiledGraph backward(Graph graph, GraphRuntime runtime) {
    try {
      return runtime.compile(graph);
    } catch (RuntimeException refused) {
      forward.close();
      throw refused;
    }
  }

  /** Runs forward on a copy of {@code x}. The pass is the caller's until it is released. */
  Pass open(INDArray x) {
    Pass pass = passes.take(x.size(0));
    try {
      pass.forward().input(input).assign(x);
      pass.forward().run();
    } catch (RuntimeException e) {
      pass.close();
      throw e;
    }
    return pass;
  }

  void release(Pass pass) {
    passes.give(pass);
  }

  /** The cotangent of the input; a fresh array. */
  INDArray pull(Pass pass, INDArray dLogits) {
    return Bound.copy(pullAll(pass, dLogits).get(0));
  }

  /** The cotangents of all that was differentiated by; the pass's until its next pull. */
  List<INDArray> pullAll(Pass pass, INDArray dLogits) {
    Bound back = pass.backward();
    back.input(cotangent).assign(dLogits);
    back.run();
    return back.outputs();
  }

  /** The gradient of each class's logit for every example; a fresh array {@code [K,N,...]}. */
  INDArray rows(Pass pass, int... classes) {
    long[] shape = pass.forward().input(input).shape();
    long batch = shape[0];
    INDArray rows =
        Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', prepend(classes.length, shape));
    int atOnce = (int) Math.max(1, Math.min(classes.length, ROWS / batch));
    for (int from = 0; from < classes.length; from += atOnce) {
      int[] some = Arrays.copyOfRange(classes, from, Math.min(classes.length, from + atOnce));
      Bound back = wide.take(batch * some.length);
      try {
        tile(pass, back, some.length);
        units(back.input(cotangent), batch, some);
        back.run();
        rows.get(NDArrayIndex.interval(from, from + some.length))
            .assign(back.outputs().get(0).reshape(prepend(some.length, shape)));
      } finally {
        wide.give(back);
      }
    }
    return rows;
  }

  private static long[] prepend(long first, long... rest) {
    long[] all = new long[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  /** Copies what the forward pass saved, one batch behind the other. */
  private void tile(Pass pass, Bound back, int copies) {
    for (Node node : backward.graph().inputs()) {
      INDArray from = pass.saved().get(node.name());
      int axis = node.shape().batchAxis();
      if (from != null && axis >= 0) {
        INDArray to = back.input(node.name());
        long block = from.size(axis);
        for (int k = 0; k < copies; k++) {
          to.get(part(to.rank(), axis, k * block, block)).assign(from);
        }
      }
    }
  }

  private static INDArrayIndex[] part(int rank, int axis, long start, long length) {
    return IntStream.range(0, rank)
        .mapToObj(
            i -> i == axis ? NDArrayIndex.interval(start, start + length) : NDArrayIndex.all())
        .toArray(INDArrayIndex[]::new);
  }

  /** Block k of the cotangents becomes the unit vector of {@code classes[k]} in every row. */
  private static void units(INDArray dLogits, long batch, int... classes) {
    dLogits.assign(0);
    for (int k = 0; k < classes.length; k++) {
      dLogits
          .get(
              NDArrayIndex.interval(k * batch, (k + 1) * batch),
              NDArrayIndex.interval(classes[k], classes[k] + 1))
          .assign(1);
    }
  }

  List<CompiledGraph> compiled() {
    return List.of(forward, backward);
  }

  void close() {
    passes.close();
    wide.close();
    forward.close();
    backward.close();
  }
}

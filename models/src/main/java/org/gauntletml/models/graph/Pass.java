package org.gauntletml.models.graph;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Memory for one forward pass and, once a gradient is asked for, for a backward pass that reads the
 * saved activations where the forward pass wrote them.
 */
final class Pass implements Pool.Sized {
  private final CompiledGraph backward;
  private final Bound forward;
  private final Map<String, INDArray> saved = new HashMap<>();
  private @Nullable Bound back;

  Pass(CompiledGraph forward, CompiledGraph backward, long batch) {
    this.backward = backward;
    this.forward = new Bound(forward, batch, Map.of());
    int i = 0;
    for (String name : forward.graph().outputs().keySet()) {
      saved.put(name, this.forward.outputs().get(i++));
    }
    String x = forward.graph().inputs().get(0).name();
    saved.put(x, this.forward.input(x));
  }

  @Override
  public long batch() {
    return forward.batch();
  }

  /** The forward part; its first output holds the logits. */
  Bound forward() {
    return forward;
  }

  /** The backward part; its only output is the cotangent of the input. */
  Bound backward() {
    if (back == null) {
      back = new Bound(backward, batch(), saved);
    }
    return back;
  }

  /** What the forward pass left for the backward pass, by name; the input is there too. */
  Map<String, INDArray> saved() {
    return saved;
  }

  @Override
  public void close() {
    if (back != null) {
      back.close();
    }
    forward.close();
  }
}

package org.gauntletml.models.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A graph with the derivatives of its parameters, for training: the logits of a batch and, for any
 * cotangent of them, what it means for every parameter and for the batch. For one thread at a time.
 */
public final class TrainableGraph implements AutoCloseable {
  private final Gradient gradient;
  private final List<Node> by;
  private final List<String> statistics;

  /**
   * @param graph one input to logits, the first output; further outputs are {@link
   *     Step#statistics()}
   * @param runtime in single precision
   * @throws org.gauntletml.models.BadInput if the runtime cannot run the graph
   */
  public TrainableGraph(Graph graph, GraphRuntime runtime) {
    Graph prepared = runtime.prepare(Simplification.of(graph));
    List<String> outputs = List.copyOf(prepared.outputs().keySet());
    String logits = outputs.get(0);
    Set<Node> leading =
        Set.copyOf(Graph.of(prepared.inputs(), Map.of(logits, prepared.output(logits))).nodes());
    this.by = new ArrayList<>(prepared.inputs());
    prepared.parameters().values().stream().filter(leading::contains).forEach(by::add);
    this.gradient = new Gradient(prepared, by, runtime);
    this.statistics = outputs.subList(1, outputs.size());
  }

  /** A forward pass over a batch of the input's shape; close it before the next refresh. */
  public Step forward(INDArray x) {
    return new Step(gradient.open(x));
  }

  /** Replaces parameters by name; the others keep their values. */
  public void refresh(Map<String, Tensor> parameters) {
    for (CompiledGraph compiled : gradient.compiled()) {
      Map<String, Tensor> own = new HashMap<>(parameters);
      own.keySet().retainAll(compiled.graph().parameters().keySet());
      compiled.refresh(own);
    }
  }

  @Override
  public void close() {
    gradient.close();
  }

  /** A forward pass kept alive. Its arrays are lent until it is closed. */
  public final class Step implements AutoCloseable {
    private final Pass pass;

    private Step(Pass pass) {
      this.pass = pass;
    }

    /** {@code [N, classes]}. */
    public INDArray logits() {
      return pass.forward().outputs().get(0);
    }

    /** The graph's further outputs, by name. */
    public Map<String, INDArray> statistics() {
      Map<String, INDArray> values = new LinkedHashMap<>();
      for (int i = 0; i < statistics.size(); i++) {
        values.put(statistics.get(i), pass.forward().outputs().get(i + 1));
      }
      return values;
    }

    /**
     * The cotangent of every parameter and of the input, by name, summed over the examples. Lent
     * until the next call.
     *
     * @param dLogits FLOAT {@code [N, classes]}
     */
    public Map<String, INDArray> pull(INDArray dLogits) {
      List<INDArray> values = gradient.pullAll(pass, dLogits);
      Map<String, INDArray> named = new LinkedHashMap<>();
      for (int i = 0; i < by.size(); i++) {
        named.put(by.get(i).name(), values.get(i));
      }
      return named;
    }

    @Override
    public void close() {
      gradient.release(pass);
    }
  }
}

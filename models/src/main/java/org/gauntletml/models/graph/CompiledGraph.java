package org.gauntletml.models.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph ready to run. Safe for use by several threads, each with its own {@link Execution}. */
public interface CompiledGraph extends AutoCloseable {
  /** What was compiled: names and types of inputs and outputs. */
  Graph graph();

  /**
   * Binds memory once for many runs.
   *
   * @param inputs one array per graph input, in order: dense 'c' order, of this runtime's type and
   *     of the input's shape at one batch size. They stay the caller's; every run reads what they
   *     hold then. An output array of another execution may be an input of this one.
   * @throws org.gauntletml.models.BadInput on another number, type, order or shape, naming the
   *     input
   * @throws IllegalStateException after {@link #close()}
   */
  Execution bind(List<INDArray> inputs);

  /**
   * Replaces parameters by name, without compiling again; those not named keep their values. Waits
   * for no one: must not be called while an execution runs.
   *
   * @throws org.gauntletml.models.BadInput if a name or shape is not that of a parameter
   */
  void refresh(Map<String, Tensor> parameters);

  /** One run with results of its own: fresh arrays, owned by the caller, by output name. */
  default Map<String, INDArray> run(List<INDArray> inputs) {
    try (Execution execution = bind(inputs)) {
      execution.run();
      Map<String, INDArray> results = new LinkedHashMap<>();
      int i = 0;
      for (String name : graph().outputs().keySet()) {
        results.put(name, execution.outputs().get(i++).dup('c'));
      }
      return results;
    }
  }

  /** Frees native memory; executions must be closed before. May be called twice. */
  @Override
  void close();
}

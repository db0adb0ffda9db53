package org.gauntletml.models.graph;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Inputs and outputs of a {@link CompiledGraph} bound to fixed memory at one batch size. For one
 * thread at a time.
 */
public interface Execution extends AutoCloseable {
  /** Computes the outputs from what the bound inputs hold now. */
  void run();

  /**
   * The outputs in the graph's order, dense in 'c' order: the same arrays after every run,
   * overwritten by the next one, freed by {@link #close()}.
   */
  List<INDArray> outputs();

  @Override
  void close();
}

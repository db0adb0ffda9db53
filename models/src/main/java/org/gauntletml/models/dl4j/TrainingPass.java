package org.gauntletml.models.dl4j;

import java.util.Map;
import java.util.Objects;
import org.gauntletml.models.graph.TrainableGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A forward pass in training mode, kept alive until it is closed. */
public final class TrainingPass implements AutoCloseable {
  private final TrainableGraph.Step step;
  private final EngineTraining engine;

  TrainingPass(TrainableGraph.Step step, EngineTraining engine) {
    this.step = step;
    this.engine = engine;
  }

  /** {@code [N, classes]}, lent until this is closed. */
  public INDArray logits() {
    return step.logits();
  }

  /**
   * Adds the derivative of a loss to the gradient of the next update.
   *
   * @param dLogits FLOAT {@code [N, classes]}, of a sum over the examples
   * @return the derivative by the batch, lent until the next call
   */
  public INDArray backward(INDArray dLogits) {
    Map<String, INDArray> slopes = step.pull(dLogits);
    engine.add(slopes, step.statistics());
    return Objects.requireNonNull(slopes.get(Translation.INPUT));
  }

  @Override
  public void close() {
    step.close();
  }
}

package org.gauntletml.models.wrapping;

import java.util.function.LongFunction;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.SelfCheck;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphClassifier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An imported model that the gradient engine runs: its logits agree with those of its own
 * framework, its gradients with finite differences. Safe for several threads.
 */
public final class GraphModel implements ImportedModel, DifferentiableClassifier {
  private final GraphClassifier served;
  private final ModelDescription description;
  private final LongFunction<SelfCheck> check;

  public GraphModel(
      GraphClassifier served, ModelDescription description, LongFunction<SelfCheck> check) {
    this.served = served;
    this.description = description;
    this.check = check;
  }

  /** From the caller's input to logits. */
  public Graph graph() {
    return served.graph();
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  @Override
  public SelfCheck check(long seed) {
    return check.apply(seed);
  }

  @Override
  public InputSpec input() {
    return served.input();
  }

  @Override
  public int classes() {
    return served.classes();
  }

  @Override
  public INDArray logits(INDArray x) {
    return served.logits(x);
  }

  @Override
  public int[] labels(INDArray x) {
    return served.labels(x);
  }

  @Override
  public Linearization linearize(INDArray x) {
    return served.linearize(x);
  }

  @Override
  public void close() {
    served.close();
  }
}

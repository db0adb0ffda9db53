package org.gauntletml.models.wrapping;

import java.util.function.UnaryOperator;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.SelfCheck;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An imported model that its own framework runs, without gradients; {@link
 * ModelDescription#limitation} says why. Safe for several threads.
 */
public final class ScoreModel implements ImportedModel, Classifier {
  /** Runs a batch in the framework. */
  @FunctionalInterface
  public interface Framework {
    /** Logits of each example. */
    double[][] logits(INDArray x);
  }

  private final Framework framework;
  private final Runnable closing;
  private final InputSpec input;
  private final int classes;
  private final ModelDescription description;

  /**
   * @param framework safe for several threads
   * @param closing frees it
   */
  public ScoreModel(
      Framework framework,
      Runnable closing,
      InputSpec input,
      int classes,
      ModelDescription description) {
    this.framework = framework;
    this.closing = closing;
    this.input = input;
    this.classes = classes;
    this.description = description;
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  /** Two answers of the framework itself, which must agree. */
  @Override
  public SelfCheck check(long seed) {
    UnaryOperator<INDArray> again = this::logits;
    return SelfCheck.ofScores(this, again, seed);
  }

  @Override
  public InputSpec input() {
    return input;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public INDArray logits(INDArray x) {
    input.checkFinite("ScoreModel", x);
    double[][] rows = framework.logits(x);
    float[] flat = new float[rows.length * classes];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) rows[i / classes][i % classes];
    }
    return Nd4j.createFromArray(flat).reshape('c', rows.length, classes);
  }

  @Override
  public void close() {
    closing.run();
  }
}

package org.gauntletml.models;

import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Java function as a classifier; see {@link Classifiers#of}. As safe for several threads as the
 * function is.
 */
public final class ScoreFunction implements WrappedModel, Classifier {
  private final UnaryOperator<INDArray> function;
  private final InputSpec input;
  private final int classes;
  private final ModelDescription description;

  ScoreFunction(
      UnaryOperator<INDArray> function,
      InputSpec input,
      int classes,
      ModelDescription description) {
    this.function = function;
    this.input = input;
    this.classes = classes;
    this.description = description;
  }

  /**
   * @throws BadInput if the function answers anything but finite logits {@code [N, classes]}
   */
  @Override
  public INDArray logits(INDArray x) {
    input.checkFinite("ScoreFunction", x);
    INDArray told = Classifiers.answer(function.apply(x.dup('c')));
    return Classifiers.checked(told, x.size(0), classes);
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
  public ModelDescription description() {
    return description;
  }

  /** Asks the same question twice: a function that answers at random does not pass. */
  @Override
  public SelfCheck check(long seed) {
    return SelfCheck.ofScores(this, this::logits, seed);
  }
}

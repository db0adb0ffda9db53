package org.gauntletml.models;

import java.time.Duration;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Java function as a model that tells labels only; see {@link Classifiers#ofLabels}. As safe for
 * several threads as the function is.
 */
public final class LabelFunction implements WrappedModel {
  private final Function<INDArray, int[]> function;
  private final InputSpec input;
  private final int classes;
  private final ModelDescription description;

  LabelFunction(
      Function<INDArray, int[]> function,
      InputSpec input,
      int classes,
      ModelDescription description) {
    this.function = function;
    this.input = input;
    this.classes = classes;
    this.description = description;
  }

  /**
   * @throws BadInput if the function answers anything but N labels from 0 to classes - 1
   */
  @Override
  public int[] labels(INDArray x) {
    input.checkFinite("LabelFunction", x);
    int[] told = Classifiers.answer(function.apply(x.dup('c')));
    if (told.length != x.size(0)) {
      throw BadInput.of("Java function", x.size(0) + " labels, one per example", told.length);
    }
    for (int i = 0; i < told.length; i++) {
      if (told[i] < 0 || told[i] >= classes) {
        throw BadInput.of(
            "Java function, example " + i, "a label from 0 to " + (classes - 1), told[i]);
      }
    }
    return told.clone();
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

  /** Nothing to compare: there is no other original, and there are no scores. */
  @Override
  public SelfCheck check(long seed) {
    return new SelfCheck(0, 0, 0, Duration.ZERO);
  }
}

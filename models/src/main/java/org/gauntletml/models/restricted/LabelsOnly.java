package org.gauntletml.models.restricted;

import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LabelOracle;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The labels of a model, and nothing else of it. */
public record LabelsOnly(LabelOracle model) implements LabelOracle {
  @Override
  public InputSpec input() {
    return model.input();
  }

  @Override
  public int classes() {
    return model.classes();
  }

  @Override
  public int[] labels(INDArray x) {
    return model.labels(x);
  }
}

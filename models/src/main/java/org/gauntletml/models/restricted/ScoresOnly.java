package org.gauntletml.models.restricted;

import org.gauntletml.models.Classifier;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The scores of a model, without its gradients. */
public record ScoresOnly(Classifier model) implements Classifier {
  @Override
  public InputSpec input() {
    return model.input();
  }

  @Override
  public int classes() {
    return model.classes();
  }

  @Override
  public INDArray logits(INDArray x) {
    return model.logits(x);
  }
}

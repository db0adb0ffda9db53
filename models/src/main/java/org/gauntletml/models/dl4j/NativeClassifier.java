package org.gauntletml.models.dl4j;

import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network through Deeplearning4j's own layers: slow, and for what has no translation. */
record NativeClassifier(NativeModel model) implements DifferentiableClassifier {
  @Override
  public InputSpec input() {
    return model.input();
  }

  @Override
  public int classes() {
    return model.form().classes();
  }

  @Override
  public INDArray logits(INDArray x) {
    input().checkFinite("logits", x);
    return model.floatLogits(x);
  }

  @Override
  public Linearization linearize(INDArray x) {
    input().checkFinite("linearize", x);
    return new NativeLinearization(model.linearize(x));
  }
}

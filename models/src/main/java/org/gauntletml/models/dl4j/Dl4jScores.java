package org.gauntletml.models.dl4j;

import java.util.function.LongFunction;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.SelfCheck;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Deeplearning4j network that answers logits but whose gradients cannot be trusted; see {@link
 * #reason()}. Safe to call from several threads; calls are served one at a time. Parameters are a
 * copy.
 */
public final class Dl4jScores implements Dl4jModel {
  private final NativeModel model;
  private final LongFunction<SelfCheck> check;
  private final ModelDescription description;

  Dl4jScores(NativeModel model, LongFunction<SelfCheck> check, ModelDescription description) {
    this.model = model;
    this.check = check;
    this.description = description;
  }

  /** Why there are no gradients, as a sentence without a final stop that names the layer. */
  public String reason() {
    return description.limitation().orElseThrow();
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
    return model.input();
  }

  @Override
  public int classes() {
    return model.form().classes();
  }

  @Override
  public INDArray logits(INDArray x) {
    input().checkFinite("Dl4jScores", x);
    return model.floatLogits(x);
  }
}

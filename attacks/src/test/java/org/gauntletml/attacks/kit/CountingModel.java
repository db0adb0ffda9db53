package org.gauntletml.attacks.kit;

import java.util.concurrent.atomic.AtomicLong;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Counts what really reaches a model. */
public record CountingModel(
    DifferentiableClassifier model, AtomicLong forwards, AtomicLong backwards)
    implements DifferentiableClassifier {
  public CountingModel(DifferentiableClassifier model) {
    this(model, new AtomicLong(), new AtomicLong());
  }

  @Override
  public InputSpec input() {
    return model.input();
  }

  @Override
  public int classes() {
    return model.classes();
  }

  @Override
  public Linearization linearize(INDArray x) {
    forwards.addAndGet(x.size(0));
    Linearization forward = model.linearize(x);
    return new Linearization() {
      @Override
      public INDArray logits() {
        return forward.logits();
      }

      @Override
      public INDArray pullback(INDArray dLogits) {
        backwards.addAndGet(x.size(0));
        return forward.pullback(dLogits);
      }

      @Override
      public void close() {
        forward.close();
      }
    };
  }
}

package org.gauntletml.defenses.training;

import java.util.Arrays;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.LogitLoss;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.gauntletml.models.dl4j.TrainingPass;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The mean cross-entropy of a batch, clean or crafted. The only loss that Deeplearning4j's own
 * {@code fit} can serve.
 *
 * @param crafted whether {@code x} was made for this, and goes with it
 */
record CrossEntropyObjective(INDArray x, int[] labels, boolean crafted) implements Objective {
  @Override
  public void close() {
    if (crafted) {
      x.close();
    }
  }

  @Override
  public int examples() {
    return labels.length;
  }

  @Override
  public double accumulate(TrainableNetwork network) {
    try (TrainingPass pass = network.forward(x)) {
      LogitLoss.Value loss = new CrossEntropy().away(pass.logits(), labels);
      double mean = Arrays.stream(loss.losses()).average().orElseThrow();
      try (INDArray dLogits = loss.gradient()) {
        if (Double.isFinite(mean)) {
          pass.backward(dLogits);
        }
      }
      return mean;
    }
  }

  @Override
  public double step(TrainableNetwork network) {
    return network.fallback().isPresent() ? network.fit(x, labels) : Objective.super.step(network);
  }
}

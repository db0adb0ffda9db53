package org.gauntletml.defenses.smoothing;

import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LabelOracle;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model that answers every question about an input by what another says of noisy copies of it.
 */
abstract class SmoothedModel implements LabelOracle {
  private final LabelOracle base;
  private final Noise noise;

  SmoothedModel(LabelOracle base, Noise noise) {
    this.base = base;
    this.noise = noise;
  }

  @Override
  public InputSpec input() {
    return base.input();
  }

  @Override
  public int classes() {
    return base.classes();
  }

  /** The noisy copies that one more question is answered from. */
  NoisyQuestion question(INDArray x) {
    return noise.about(x, input());
  }
}

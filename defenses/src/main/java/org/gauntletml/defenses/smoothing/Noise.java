package org.gauntletml.defenses.smoothing;

import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The noise that a smoothed model answers under.
 *
 * @param sigma standard deviation, input units
 * @param draws noisy copies that an answer is made from
 * @param keys fresh ones for every question
 */
record Noise(double sigma, int draws, NoiseKeys keys) {
  /** The noisy copies that one more question about {@code x} is answered from. */
  NoisyQuestion about(INDArray x, InputSpec input) {
    float[] clean = Floats.of(x);
    return new NoisyQuestion(input, clean, sigma, keys.next(clean, input.features(), draws));
  }
}

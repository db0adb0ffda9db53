package org.gauntletml.harness.evaluation;

import org.gauntletml.models.BadInput;

/**
 * How an evaluation is conducted.
 *
 * @param seed of every random stream
 * @param batch examples attacked together, 1 or more; results do not depend on it, up to the float
 *     rounding of the model
 * @param individual whether every attack runs on all correctly classified examples, instead of on
 *     those the attacks before it left standing
 * @param curve whether fixed-budget attacks run again at other epsilons, for the curve of accuracy
 *     by epsilon
 */
public record Protocol(long seed, int batch, boolean individual, boolean curve) {
  /** Seed 0, 128 examples at a time, attacks only on what stands, with the curve. */
  public static final Protocol STANDARD = new Protocol(0, 128, false, true);

  public Protocol {
    if (batch < 1) {
      throw BadInput.of("batch", "1 or more examples", batch);
    }
  }
}

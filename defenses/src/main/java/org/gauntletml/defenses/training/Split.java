package org.gauntletml.defenses.training;

import org.gauntletml.models.BadInput;
import org.gauntletml.models.data.Dataset;

/**
 * Training data in two: what is learned, and what is held out to choose a checkpoint by, so that no
 * choice ever sees test data.
 */
public record Split(Dataset training, Dataset validation) {
  /**
   * Holds out examples at random.
   *
   * @param heldOut how many, at least 1 and fewer than there are
   */
  public static Split of(Dataset data, int heldOut, long seed) {
    if (heldOut < 1 || heldOut >= data.size()) {
      throw BadInput.of(
          "validation examples", "1 to " + (data.size() - 1) + " of the training data", heldOut);
    }
    Dataset validation = data.sample(heldOut, seed);
    return new Split(data.without(validation), validation);
  }
}

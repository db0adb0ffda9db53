package org.gauntletml.defenses.training;

import org.gauntletml.models.dl4j.TrainableNetwork;

/** A loss of one batch as a function of the network's parameters, learned in one step. */
public interface Objective extends Update {
  /** By how many examples the sum of derivatives is to be divided. */
  int examples();

  /**
   * Adds the derivative of the loss, summed over the examples, to the network's gradient.
   *
   * @return the mean loss
   */
  double accumulate(TrainableNetwork network);

  @Override
  default double step(TrainableNetwork network) {
    double loss = accumulate(network);
    if (Double.isFinite(loss)) {
      network.update(examples());
    } else {
      network.discard();
    }
    return loss;
  }
}

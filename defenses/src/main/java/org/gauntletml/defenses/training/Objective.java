package org.gauntletml.defenses.training;

import org.gauntletml.models.dl4j.TrainableNetwork;

/** A loss of one batch as a function of the network's parameters. */
public interface Objective extends AutoCloseable {
  /** By how many examples the sum of derivatives is to be divided. */
  int examples();

  /**
   * Adds the derivative of the loss, summed over the examples, to the network's gradient.
   *
   * @return the mean loss
   */
  double accumulate(TrainableNetwork network);

  /**
   * One step of the network's updater; none where the loss is not finite.
   *
   * @return the mean loss before it
   */
  default double step(TrainableNetwork network) {
    double loss = accumulate(network);
    if (Double.isFinite(loss)) {
      network.update(examples());
    } else {
      network.discard();
    }
    return loss;
  }

  /** Frees what was crafted. */
  @Override
  default void close() {}
}

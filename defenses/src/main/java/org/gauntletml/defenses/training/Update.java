package org.gauntletml.defenses.training;

import org.gauntletml.models.dl4j.TrainableNetwork;

/** What a network learns from one batch. */
public interface Update extends AutoCloseable {
  /**
   * Steps of the network's updater; none where the loss is not finite.
   *
   * @return the mean loss before them
   */
  double step(TrainableNetwork network);

  /** Frees what was crafted. */
  @Override
  default void close() {}
}

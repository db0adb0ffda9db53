package org.gauntletml.models.http;

import org.gauntletml.models.WrappedModel;

/**
 * A model behind an endpoint. Asking it throws {@link org.gauntletml.models.NoAnswer} where the
 * endpoint fails or the budget is spent.
 */
public sealed interface RemoteModel extends WrappedModel, AutoCloseable
    permits RemoteScores, RemoteLabels {
  /** Inputs sent so far, those sent again included. */
  long queries();

  /** Ends what is under way, and closes the cache. */
  @Override
  void close();
}

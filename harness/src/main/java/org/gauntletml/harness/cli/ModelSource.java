package org.gauntletml.harness.cli;

import java.util.List;
import java.util.Optional;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.WrappedModel;
import org.gauntletml.models.wrapping.ImportOptions;

/** A model that has been read but not wrapped yet. */
interface ModelSource {
  /** Shape of one input, images channels first; empty where the model does not tell. */
  Optional<List<Long>> inputShape(ImportOptions options);

  /** The model at the highest level of access that it supports. */
  WrappedModel wrap(InputSpec input, ImportOptions options);
}

package org.gauntletml.models.wrapping;

import org.gauntletml.models.WrappedModel;

/** A model from a file, at the highest level of access that could be confirmed. */
public interface ImportedModel extends WrappedModel, AutoCloseable {
  /** Frees native memory. */
  @Override
  void close();
}

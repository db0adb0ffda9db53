package org.gauntletml.models.onnx;

import org.gauntletml.models.WrappedModel;

/** A model from an ONNX file, at the highest level of access that could be confirmed. */
public sealed interface OnnxModel extends WrappedModel, AutoCloseable
    permits OnnxClassifier, OnnxScores, OnnxLabels {
  /** Frees native memory. */
  @Override
  void close();
}

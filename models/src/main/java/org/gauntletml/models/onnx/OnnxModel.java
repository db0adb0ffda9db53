package org.gauntletml.models.onnx;

import org.gauntletml.models.LabelOracle;

/** A model from an ONNX file, at the highest level of access that could be confirmed. */
public sealed interface OnnxModel extends LabelOracle, AutoCloseable
    permits OnnxClassifier, OnnxScores, OnnxLabels {
  /** What it is made of and what was done to it. */
  OnnxDescription description();

  /** Frees native memory. */
  @Override
  void close();
}

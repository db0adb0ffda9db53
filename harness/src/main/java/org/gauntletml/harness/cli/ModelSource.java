package org.gauntletml.harness.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.onnx.OnnxOptions;

/** A model file that has been read but not wrapped yet. */
interface ModelSource {
  /** Its format, as reports call it. */
  String format();

  /** Shape of one input, images channels first; empty where the file does not tell. */
  Optional<List<Long>> inputShape(OnnxOptions options);

  /** The model at the highest level of access that it supports. */
  Wrapped wrap(InputSpec input, OnnxOptions options);

  /**
   * A model ready to be attacked.
   *
   * @param obstacle why there are no gradients; empty where there are
   * @param facts further facts about it, for the provenance
   */
  record Wrapped(LabelOracle model, Optional<String> obstacle, Map<String, String> facts) {}
}

package org.gauntletml.harness.cli;

import java.util.List;
import java.util.Optional;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.WrappedModel;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.onnx.Normalization;
import org.gauntletml.models.onnx.OnnxOptions;

/** A Deeplearning4j network. */
record Dl4jSource(Dl4jNetwork network) implements ModelSource {
  @Override
  public Optional<List<Long>> inputShape(OnnxOptions options) {
    return network.inputShape();
  }

  @Override
  public WrappedModel wrap(InputSpec input, OnnxOptions options) {
    if (!options.normalization().equals(Normalization.NONE)
        || options.layout() != null
        || options.output() != null) {
      throw BadInput.of(
          "--mean, --std, --layout and --model-output", "an ONNX model", "a Deeplearning4j model");
    }
    return network.classifier(input, options.runtime(), options.threads());
  }
}

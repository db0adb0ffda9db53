package org.gauntletml.harness.cli;

import java.util.List;
import java.util.Optional;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.WrappedModel;
import org.gauntletml.models.onnx.OnnxNetwork;
import org.gauntletml.models.onnx.OnnxOptions;

/** A network in an ONNX file. */
record OnnxSource(OnnxNetwork network) implements ModelSource {
  @Override
  public Optional<List<Long>> inputShape(OnnxOptions options) {
    return network.inputShape(options.layout());
  }

  @Override
  public WrappedModel wrap(InputSpec input, OnnxOptions options) {
    return network.model(input, options);
  }
}

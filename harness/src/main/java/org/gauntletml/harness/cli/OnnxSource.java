package org.gauntletml.harness.cli;

import java.util.List;
import java.util.Optional;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.WrappedModel;
import org.gauntletml.models.onnx.OnnxNetwork;
import org.gauntletml.models.wrapping.ImportOptions;

/** A network in an ONNX file. */
record OnnxSource(OnnxNetwork network) implements ModelSource {
  @Override
  public Optional<List<Long>> inputShape(ImportOptions options) {
    return network.inputShape(options.layout());
  }

  @Override
  public WrappedModel wrap(InputSpec input, ImportOptions options) {
    return network.model(input, options);
  }
}

package org.gauntletml.harness.cli;

import java.util.List;
import java.util.Optional;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.WrappedModel;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.wrapping.ImportOptions;

/** A Deeplearning4j network, or what was made into one. */
record Dl4jSource(Dl4jNetwork network) implements ModelSource {
  @Override
  public Optional<List<Long>> inputShape(ImportOptions options) {
    return network.inputShape();
  }

  @Override
  public WrappedModel wrap(InputSpec input, ImportOptions options) {
    return network.classifier(input, options);
  }
}

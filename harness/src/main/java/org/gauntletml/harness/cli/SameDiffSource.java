package org.gauntletml.harness.cli;

import java.util.List;
import java.util.Optional;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.WrappedModel;
import org.gauntletml.models.samediff.SameDiffNetwork;
import org.gauntletml.models.wrapping.ImportOptions;

/** A graph in a SameDiff file. */
record SameDiffSource(SameDiffNetwork network) implements ModelSource {
  @Override
  public Optional<List<Long>> inputShape(ImportOptions options) {
    return network.inputShape(options);
  }

  @Override
  public WrappedModel wrap(InputSpec input, ImportOptions options) {
    return network.model(input, options);
  }
}

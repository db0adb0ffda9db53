package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.option;

import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.data.DataOptions;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.tabular.FeatureFile;
import org.gauntletml.models.tabular.Features;

/** What a command line says about the columns of a table. */
record FeatureOptions(Optional<Features> declared) {
  private static final String FEATURES = "features";
  private static final String LABEL = "label-column";

  /** Data that nothing is known about but that they are finite. */
  private static final double ANYTHING = Float.MAX_VALUE;

  /** Nothing. */
  static final FeatureOptions NONE = new FeatureOptions(Optional.empty());

  /** Adds the options it is read from. */
  static Options declare(Options options) {
    return options
        .addOption(
            option(
                FEATURES,
                "FILE",
                "rows of a table: JSON list of {name, lower, upper, mutable, integer}; epsilon is"
                    + " a share of upper - lower"))
        .addOption(option(LABEL, "NAME", "CSV column of the labels; default: the last"));
  }

  /**
   * @throws BadInput if the file is none, or there is a scale too
   */
  static FeatureOptions read(Arguments arguments) {
    Optional<Features> features = arguments.path(FEATURES).map(FeatureFile::read);
    if (features.isPresent() && arguments.text("scale").isPresent()) {
      throw BadInput.of("--scale", "to be left out with --features", "both")
          .hint("The features file has bounds in the units of the data");
    }
    return new FeatureOptions(features);
  }

  /** How data are read: with this column as labels, and unscaled where features are declared. */
  DataOptions on(Arguments arguments, DataOptions options) {
    return arguments.text(LABEL).map(options::labelledBy).orElse(options);
  }

  /**
   * The shape and bounds that data are read with.
   *
   * @param shape of the model's input
   */
  InputSpec reading(List<Long> shape) {
    return declared.isPresent()
        ? new InputSpec(shape, -ANYTHING, ANYTHING)
        : new InputSpec(shape, 0, 1);
  }

  /** Shape of an input, if the features tell it. */
  Optional<List<Long>> shape() {
    return declared.map(features -> List.of((long) features.size()));
  }

  /** The data with what is declared about them. */
  Dataset on(Dataset data) {
    return declared.map(data::describedBy).orElse(data);
  }
}

package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.option;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.gauntletml.defenses.smoothing.RandomizedSmoothing;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.LabelOracle;

/**
 * Whether a model is attacked as it is, or smoothed.
 *
 * @param sigma of the noise, 0 for none
 * @param draws an answer is made from
 */
record SmoothingChoice(double sigma, int draws) {
  private static final String SIGMA = "sigma";
  private static final String DRAWS = "draws";
  private static final int COMMON_DRAWS = 32;
  private static final int TOGETHER = 512;

  /** The option that every command with smoothing has. */
  static Option sigma(String what) {
    return option(SIGMA, "S", "standard deviation of the noise, input units; " + what);
  }

  /** The same options with these. */
  static Options declare(Options options) {
    return options
        .addOption(
            sigma("attacks the model smoothed with it, as 'certify' does; default: no noise"))
        .addOption(
            option(
                DRAWS,
                "N",
                "with --sigma: noisy copies that an answer is the mean of; default "
                    + COMMON_DRAWS));
  }

  /**
   * @throws BadInput for a deviation that is none, or draws without one
   */
  static SmoothingChoice read(Arguments arguments) {
    double sigma = arguments.positive(SIGMA).orElse(0.0);
    if (sigma == 0 && arguments.text(DRAWS).isPresent()) {
      throw BadInput.of("--" + DRAWS, "--sigma beside it", "none");
    }
    return new SmoothingChoice(sigma, arguments.count(DRAWS, 1, COMMON_DRAWS));
  }

  /** The model as it is attacked. */
  LabelOracle on(LabelOracle model, long seed) {
    return sigma == 0
        ? model
        : new RandomizedSmoothing(model, sigma, TOGETHER).answering(draws, seed);
  }

  /** What is to be told about the model. */
  Map<String, String> on(Map<String, String> model) {
    Map<String, String> facts = new LinkedHashMap<>(model);
    if (sigma > 0) {
      facts.put(
          "smoothed",
          "Gaussian noise of sigma "
              + sigma
              + ", mean softmax of "
              + draws
              + " draws per question");
    }
    return facts;
  }
}

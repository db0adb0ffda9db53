package org.gauntletml.models.onnx;

import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;

/**
 * {@code (x - mean) / deviation}, done inside the model so that epsilon stays in the units of its
 * input.
 *
 * @param mean one per channel (the first axis), or one for all; empty for no normalisation
 * @param deviation as many
 */
public record Normalization(List<Double> mean, List<Double> deviation) {
  /** Inputs go to the model as they are. */
  public static final Normalization NONE = new Normalization(List.of(), List.of());

  /**
   * @throws BadInput if the lists differ in length, or a deviation is not positive
   */
  public Normalization {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != deviation.size()) {
      throw BadInput.of(
          "normalisation",
          "as many standard deviations as means",
          mean.size() + " means and " + deviation.size() + " deviations");
    }
    if (deviation.stream().anyMatch(d -> !(d > 0 && Double.isFinite(d)))
        || mean.stream().anyMatch(m -> !Double.isFinite(m))) {
      throw BadInput.of(
          "normalisation", "finite means and positive deviations", mean + " and " + deviation);
    }
  }

  boolean isSome() {
    return !mean.isEmpty();
  }

  /**
   * @throws BadInput if there is neither one value nor one per channel
   */
  public void check(InputSpec input) {
    long channels = input.shape().get(0);
    if (mean.size() > 1 && mean.size() != channels) {
      throw BadInput.of(
          "normalisation", "one value or one per channel, " + channels, mean.size() + " values");
    }
  }

  double[] mean(InputSpec input) {
    return each(mean, input);
  }

  double[] deviation(InputSpec input) {
    return each(deviation, input);
  }

  /** One value per feature; empty where there is none. */
  private static double[] each(List<Double> values, InputSpec input) {
    if (values.isEmpty()) {
      return new double[0];
    }
    int perValue = input.features() / values.size();
    return IntStream.range(0, input.features())
        .mapToDouble(i -> values.get(i / perValue))
        .toArray();
  }
}

package org.gauntletml.models.wrapping;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Tensor;

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

  /** Whether inputs are changed at all. */
  public boolean isSome() {
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

  /**
   * Normalised inputs, as nodes of a graph.
   *
   * @param x {@code [N, channels, ...]}
   */
  public Node apply(GraphBuilder b, Node x) {
    return isSome() ? b.div(b.sub(x, constant(b, mean, x)), constant(b, deviation, x)) : x;
  }

  private static Node constant(GraphBuilder b, List<Double> values, Node x) {
    long[] shape = LongStream.generate(() -> 1).limit(x.shape().rank() - 1).toArray();
    shape[0] = values.size();
    return b.constant(Tensor.of(values.stream().mapToDouble(v -> v).toArray(), shape));
  }

  /** What is subtracted from each feature; empty for no normalisation. */
  public double[] mean(InputSpec input) {
    return each(mean, input);
  }

  /** What each feature is divided by then; empty for no normalisation. */
  public double[] deviation(InputSpec input) {
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

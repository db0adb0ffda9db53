package org.gauntletml.harness.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The sums over a list of attacked examples: of one attack, or of the worst case over several.
 *
 * @param examples each at most once; all were classified correctly before
 */
public record Tally(List<AttackedExample> examples) {
  public Tally {
    examples = List.copyOf(examples);
  }

  /** Successes among the examples attacked. */
  public Rate successRate() {
    return new Rate(
        (int) examples.stream().filter(AttackedExample::success).count(), examples.size());
  }

  /** Median perturbation over the successes, NaN without one. */
  public double medianDistance() {
    return median(
        examples.stream()
            .filter(AttackedExample::success)
            .mapToDouble(AttackedExample::distance)
            .toArray());
  }

  /** The middle one, or the mean of the two in the middle; NaN of none. */
  static double median(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length == 0
        ? Double.NaN
        : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Mean forward passes per attacked example, NaN if none was attacked. */
  public double meanQueries() {
    return mean(AttackedExample::queries);
  }

  /** Mean backward passes per attacked example, NaN if none was attacked. */
  public double meanGradientQueries() {
    return mean(AttackedExample::gradientQueries);
  }

  private double mean(ToLongFunction<AttackedExample> count) {
    long[] counts = examples.stream().mapToLong(count).toArray();
    return Arrays.stream(counts).average().orElse(Double.NaN);
  }
}

package org.gauntletml.harness.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.gauntletml.attacks.Norm;

/**
 * What one attack did.
 *
 * @param name as the command line calls it
 * @param settings every setting of the attack as text, in order
 * @param norm of its perturbations
 * @param access what it needed from the model: label, score or gradient
 * @param robust examples right before and still right after this attack and those before it, of all
 *     examples of the run
 * @param examples those it attacked, in order
 * @param seconds wall time
 */
public record AttackRecord(
    String name,
    Map<String, String> settings,
    Norm norm,
    String access,
    Rate robust,
    List<AttackedExample> examples,
    double seconds) {

  /** Successes among the examples attacked, all of which were classified correctly before. */
  public Rate successRate() {
    return new Rate(
        (int) examples.stream().filter(AttackedExample::success).count(), examples.size());
  }

  /** Median perturbation over its successes, NaN without one. */
  public double medianDistance() {
    double[] distances =
        examples.stream()
            .filter(AttackedExample::success)
            .mapToDouble(AttackedExample::distance)
            .sorted()
            .toArray();
    int middle = distances.length / 2;
    return distances.length == 0
        ? Double.NaN
        : distances.length % 2 == 1
            ? distances[middle]
            : (distances[middle - 1] + distances[middle]) / 2;
  }

  /** Mean forward passes per attacked example, NaN if it attacked none. */
  public double meanQueries() {
    return mean(AttackedExample::queries);
  }

  /** Mean backward passes per attacked example, NaN if it attacked none. */
  public double meanGradientQueries() {
    return mean(AttackedExample::gradientQueries);
  }

  private double mean(ToLongFunction<AttackedExample> count) {
    long[] counts = examples.stream().mapToLong(count).toArray();
    return Arrays.stream(counts).average().orElse(Double.NaN);
  }
}

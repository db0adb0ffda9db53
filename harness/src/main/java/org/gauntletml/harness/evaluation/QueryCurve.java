package org.gauntletml.harness.evaluation;

import java.util.Arrays;
import java.util.List;
import org.gauntletml.attacks.Ending;
import org.jspecify.annotations.Nullable;

/**
 * How the success of an attack that only asks questions grew with its queries.
 *
 * @param checkpoints ascending, the last at the end of the budget
 */
public record QueryCurve(AttackRecord attack, List<Checkpoint> checkpoints) {
  /**
   * The curve of an attack.
   *
   * @param grid numbers of queries, ascending
   */
  public static QueryCurve of(AttackRecord attack, List<Long> grid) {
    return new QueryCurve(
        attack, grid.stream().map(queries -> checkpoint(attack.examples(), queries)).toList());
  }

  private static Checkpoint checkpoint(List<AttackedExample> examples, long queries) {
    long broken = examples.stream().filter(each -> each.brokenAfter(queries)).count();
    double[] distances =
        examples.stream().mapToDouble(each -> each.trail().distanceAfter(queries)).toArray();
    return new Checkpoint(
        queries, new Rate((int) broken, examples.size()), Tally.median(distances));
  }

  /** Mean queries until the first success, over the successes; NaN without one. */
  public double meanQueries() {
    return Arrays.stream(queriesToSuccess()).average().orElse(Double.NaN);
  }

  /** Median queries until the first success, over the successes; NaN without one. */
  public double medianQueries() {
    return Tally.median(Arrays.stream(queriesToSuccess()).asDoubleStream().toArray());
  }

  /** Queries until the first success, one number per success, ascending. */
  public long[] queriesToSuccess() {
    return attack.examples().stream()
        .filter(AttackedExample::success)
        .mapToLong(AttackedExample::firstSuccess)
        .sorted()
        .toArray();
  }

  /** What a defence that remembers queries would have seen; null where nobody looked. */
  public @Nullable Detection detection() {
    return Detection.of(attack.examples());
  }

  /** Examples it found no adversarial point to start from for. */
  public int withoutStart() {
    return (int)
        attack.examples().stream()
            .filter(each -> !each.success() && each.trail().ending() == Ending.NO_START)
            .count();
  }
}

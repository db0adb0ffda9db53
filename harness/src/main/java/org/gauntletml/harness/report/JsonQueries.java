package org.gauntletml.harness.report;

import java.util.ArrayList;
import java.util.List;
import org.gauntletml.harness.evaluation.AttackedExample;
import org.gauntletml.harness.evaluation.Checkpoint;
import org.gauntletml.harness.evaluation.Detection;
import org.gauntletml.harness.evaluation.QueryCurve;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link JsonReport} about an attack that asks for scores or labels only.
 *
 * @param mean queries until the first success, over the successes
 * @param median likewise
 * @param withoutStart examples it found no adversarial point to start from for
 * @param stateful what a defence that remembers queries would have seen, null where nobody looked
 * @param checkpoints ascending
 * @param examples it worked on, in order
 */
record JsonQueries(
    @Nullable Double mean,
    @Nullable Double median,
    int withoutStart,
    @Nullable Seen stateful,
    List<Mark> checkpoints,
    List<Searched> examples) {
  static JsonQueries of(QueryCurve curve) {
    List<Long> grid = curve.checkpoints().stream().map(Checkpoint::queries).toList();
    return new JsonQueries(
        JsonReport.finite(curve.meanQueries()),
        JsonReport.finite(curve.medianQueries()),
        curve.withoutStart(),
        Seen.of(curve.detection()),
        curve.checkpoints().stream().map(Mark::of).toList(),
        curve.attack().examples().stream().map(each -> Searched.of(each, grid)).toList());
  }

  /** What a defence that remembers queries would have seen. */
  record Seen(
      long queries,
      long nearDuplicates,
      @Nullable Double share,
      JsonReport.Share examples,
      @Nullable Double medianFirst) {
    static @Nullable Seen of(@Nullable Detection detection) {
      return detection == null
          ? null
          : new Seen(
              detection.queries(),
              detection.nearDuplicates(),
              JsonReport.finite(detection.share()),
              JsonReport.Share.of(detection.noticed()),
              JsonReport.finite(detection.medianFirst()));
    }
  }

  /** Where the attack was after so many queries per example. */
  record Mark(long queries, JsonReport.Share successRate, @Nullable Double medianDistance) {
    static Mark of(Checkpoint point) {
      return new Mark(
          point.queries(),
          JsonReport.Share.of(point.success()),
          JsonReport.finite(point.medianDistance()));
    }
  }

  /**
   * One example.
   *
   * @param distances the smallest perturbation at each checkpoint
   */
  record Searched(
      int example,
      String status,
      long queries,
      @Nullable Long queriesToSuccess,
      List<@Nullable Double> distances) {
    static Searched of(AttackedExample attacked, List<Long> grid) {
      List<@Nullable Double> distances = new ArrayList<>();
      for (long queries : grid) {
        distances.add(JsonReport.finite(attacked.trail().distanceAfter(queries)));
      }
      return new Searched(
          attacked.example(),
          Outcome.status(attacked).toString(),
          attacked.queries(),
          attacked.success() ? attacked.firstSuccess() : null,
          distances);
    }
  }
}

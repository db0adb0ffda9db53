package org.gauntletml.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gauntletml.attacks.Ending;
import org.gauntletml.attacks.Improvement;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.stateful.Sighting;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;

class QueryCurveTest {
  private static final double NONE = Double.POSITIVE_INFINITY;

  private static AttackedExample example(
      int number, long firstSuccess, Ending ending, Improvement... improvements) {
    return new AttackedExample(
        number,
        firstSuccess > 0,
        1,
        0.5,
        improvements.length == 0 ? NONE : improvements[improvements.length - 1].distance(),
        1000,
        0,
        firstSuccess,
        new Trail(List.of(improvements), ending, null));
  }

  private static Improvement at(long query, double distance) {
    return new Improvement(query, distance);
  }

  private static QueryCurve curve(List<Long> grid, AttackedExample... examples) {
    return QueryCurve.of(
        new AttackRecord(
            "x", Map.of(), Norm.L2, "label", new Rate(0, 9), List.of(examples), List.of(), 1),
        grid);
  }

  @Test
  void checkpointsAreOneAndFiveOfEveryPowerUpToTheBudget() {
    assertThat(Checkpoint.upTo(20_000)).containsExactly(100L, 500L, 1000L, 5000L, 10_000L, 20_000L);
    assertThat(Checkpoint.upTo(5000)).containsExactly(100L, 500L, 1000L, 5000L);
    assertThat(Checkpoint.upTo(5001)).containsExactly(100L, 500L, 1000L, 5000L, 5001L);
    assertThat(Checkpoint.upTo(100)).containsExactly(100L);
    assertThat(Checkpoint.upTo(7)).containsExactly(7L);
    assertThat(Checkpoint.upTo(0)).isEmpty();
  }

  /** At epsilon 1: the first falls at query 300, the second at once, the third never. */
  @Test
  void successAndDistanceGrowWithTheQueries() {
    QueryCurve curve =
        curve(
            List.of(100L, 500L, 1000L),
            example(0, 300, Ending.SEARCHED, at(50, 3), at(300, 0.9), at(301, 0.8)),
            example(1, 1, Ending.SEARCHED, at(1, 0.5), at(100, 0.4)),
            example(2, 0, Ending.NO_START));

    assertThat(curve.checkpoints())
        .containsExactly(
            new Checkpoint(100, new Rate(1, 3), 3),
            new Checkpoint(500, new Rate(2, 3), 0.8),
            new Checkpoint(1000, new Rate(2, 3), 0.8));
    assertThat(curve.meanQueries()).isEqualTo(150.5);
    assertThat(curve.medianQueries()).isEqualTo(150.5);
    assertThat(curve.queriesToSuccess()).containsExactly(1, 300);
    assertThat(curve.withoutStart()).isEqualTo(1);
    assertThat(curve.detection()).isNull();
  }

  @Test
  void ofNothingThereIsNoFigure() {
    QueryCurve curve = curve(List.of(100L));
    assertThat(curve.checkpoints().get(0).success()).isEqualTo(new Rate(0, 0));
    assertThat(curve.checkpoints().get(0).medianDistance()).isNaN();
    assertThat(curve.meanQueries()).isNaN();
    assertThat(curve.medianQueries()).isNaN();
    QueryCurve robust = curve(List.of(100L), example(0, 0, Ending.SEARCHED));
    assertThat(robust.checkpoints().get(0).medianDistance()).isInfinite();
  }

  @Test
  void aTrailGoesOnWhereTheLastOneEnded() {
    Trail first = new Trail(List.of(at(3, 2.0)), Ending.SEARCHED, new Sighting(10, 0, 0));
    Trail next =
        new Trail(List.of(at(1, 2.5), at(4, 1.5)), Ending.NO_START, new Sighting(10, 2, 5));
    assertThat(first.then(next, 10))
        .isEqualTo(
            new Trail(List.of(at(3, 2.0), at(14, 1.5)), Ending.SEARCHED, new Sighting(20, 2, 15)));
    Trail late = new Trail(List.of(), Ending.OUT_OF_TIME, null);
    assertThat(first.then(late, 10).ending()).isEqualTo(Ending.OUT_OF_TIME);
    assertThat(next.then(next, 1).ending()).isEqualTo(Ending.NO_START);
    assertThat(first.distanceAfter(2)).isInfinite();
    assertThat(first.distanceAfter(3)).isEqualTo(2);
  }

  @Test
  void aDetectionSumsUpWhatWasSeen() {
    AttackedExample seen =
        new AttackedExample(
            0,
            false,
            -1,
            Double.NaN,
            NONE,
            10,
            0,
            0,
            new Trail(List.of(), Ending.SEARCHED, new Sighting(10, 4, 3)));
    AttackedExample unseen =
        new AttackedExample(
            1,
            false,
            -1,
            Double.NaN,
            NONE,
            6,
            0,
            0,
            new Trail(List.of(), Ending.SEARCHED, new Sighting(6, 0, 0)));
    Detection detection = curve(List.of(10L), seen, unseen).detection();
    assertThat(detection).isEqualTo(new Detection(16, 4, new Rate(1, 2), 3));
    assertThat(new Detection(16, 4, new Rate(1, 2), 3).share()).isEqualTo(0.25);
  }

  @Test
  void limitsArePositive() {
    assertThatThrownBy(() -> Protocol.STANDARD.limitedTo(0))
        .isInstanceOf(BadInput.class)
        .hasMessage("query budget: expected 1 or more queries per example, got 0.");
    assertThatThrownBy(() -> Protocol.STANDARD.within(Duration.ZERO))
        .isInstanceOf(BadInput.class)
        .hasMessage("time limit: expected a positive time, got PT0S.");
    assertThat(Protocol.STANDARD.limited()).isFalse();
    assertThat(Protocol.STANDARD.limitedTo(5).limited()).isTrue();
  }
}

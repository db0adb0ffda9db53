package org.gauntletml.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final AttackedExample FAILED =
      new AttackedExample(
          0, false, -1, Double.NaN, Double.POSITIVE_INFINITY, 10, 5, 0, Trail.NOTHING);

  @Test
  void countsAveragesAndTakesTheMedianOfSuccessesOnly() {
    Tally odd = new Tally(List.of(success(0, 3, 4), success(1, 1, 6), success(2, 2, 2), FAILED));
    assertThat(odd.successRate()).isEqualTo(new Rate(3, 4));
    assertThat(odd.medianDistance()).isEqualTo(2);
    assertThat(odd.meanQueries()).isEqualTo(5.5);
    assertThat(odd.meanGradientQueries()).isEqualTo(2);

    Tally even = new Tally(List.of(success(0, 3, 1), success(1, 1, 1)));
    assertThat(even.medianDistance()).isEqualTo(2);
  }

  @Test
  void hasNoFiguresOfNothing() {
    Tally nothing = new Tally(List.of());
    assertThat(nothing.successRate()).isEqualTo(new Rate(0, 0));
    assertThat(nothing.medianDistance()).isNaN();
    assertThat(nothing.meanQueries()).isNaN();
    assertThat(new Tally(List.of(FAILED)).medianDistance()).isNaN();
  }

  /** Attack a breaks 1; attack b breaks 0 later, and 1 again with a smaller perturbation. */
  @Test
  void worstCaseTakesTheSmallestSuccessAndTheCostOfAll() {
    RunRecord run =
        run(
            List.of(FAILED, success(1, 0.5, 7)),
            List.of(success(0, 0.4, 3), success(1, 0.2, 4), failed(2)));

    assertThat(run.worstCase().examples())
        .containsExactly(
            new AttackedExample(0, true, 9, 0.5, 0.4, 13, 6, 13, Trail.NOTHING),
            new AttackedExample(1, true, 9, 0.5, 0.2, 11, 2, 7, Trail.NOTHING),
            failed(2));
    assertThat(run.cleanAccuracy()).isEqualTo(new Rate(3, 4));
    assertThat(run.robustAccuracy()).isEqualTo(new Rate(1, 4));
  }

  /** Beyond epsilon is no success, however small compared with another failure. */
  @Test
  void worstCasePrefersASuccessToASmallerFailure() {
    AttackedExample near = new AttackedExample(0, false, 3, 0.9, 0.01, 10, 0, 4, Trail.NOTHING);
    RunRecord run = run(List.of(success(0, 0.5, 2)), List.of(near));

    assertThat(run.worstCase().examples())
        .containsExactly(new AttackedExample(0, true, 9, 0.5, 0.5, 12, 1, 2, Trail.NOTHING));
  }

  private static AttackedExample success(int example, double distance, long queries) {
    return new AttackedExample(example, true, 9, 0.5, distance, queries, 1, queries, Trail.NOTHING);
  }

  private static AttackedExample failed(int example) {
    return new AttackedExample(
        example, false, -1, Double.NaN, Double.POSITIVE_INFINITY, 10, 5, 0, Trail.NOTHING);
  }

  private static RunRecord run(List<AttackedExample> first, List<AttackedExample> second) {
    List<ExampleRecord> examples =
        List.of(example("a", 1), example("b", 1), example("c", 1), example("d", 2));
    return new RunRecord(
        new Provenance(Map.of(), Map.of(), Map.of(), Map.of()),
        null,
        ThreatModel.within(Norm.LINF, Epsilon.of(1)),
        null,
        Protocol.STANDARD,
        List.of(),
        examples,
        Stream.of(first, second)
            .map(
                attacked ->
                    new AttackRecord(
                        "x", Map.of(), Norm.LINF, "label", new Rate(0, 4), attacked, List.of(), 0))
            .toList(),
        List.of(),
        List.of(),
        List.of());
  }

  private static ExampleRecord example(String id, int prediction) {
    return new ExampleRecord(id, 1, prediction, 0.9);
  }
}

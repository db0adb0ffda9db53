package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TargetsTest {
  private static final INDArray LOGITS =
      Nd4j.createFromArray(new float[][] {{9, 1, 2, 0}, {1, 7, 0, 3}, {4, 2, 5, -1}});
  private static final Batch BATCH =
      new Batch(Nd4j.zeros(3, 2), new int[] {0, 1, 2}, List.of("a", "b", "c"));
  private static final RandomStreams RANDOM = RandomStreams.of(1, "targets", BATCH.ids());

  private static int[] only(Targets targets) {
    List<Criterion.Targeted> criteria = targets.of(BATCH, LOGITS, RANDOM);
    assertThat(criteria).hasSize(1);
    criteria.get(0).check(BATCH, 4);
    return criteria.get(0).targets();
  }

  @Test
  void choosesByTheCleanLogitsAmongTheOtherClasses() {
    assertThat(only(new Targets.RunnerUp())).containsExactly(2, 3, 0);
    assertThat(only(new Targets.LeastLikely())).containsExactly(3, 2, 3);
    assertThat(only(new Targets.Given(3))).containsExactly(3, 3, 3);
  }

  @Test
  void allMeansEveryOtherClassOnceTheNearestFirst() {
    List<Criterion.Targeted> criteria = new Targets.All().of(BATCH, LOGITS, RANDOM);
    assertThat(criteria.stream().map(Criterion.Targeted::targets))
        .containsExactly(new int[] {2, 3, 0}, new int[] {1, 0, 1}, new int[] {3, 2, 3});
  }

  @Test
  void drawsEveryOtherClassFromTheExamplesOwnStream() {
    List<Set<Integer>> seen = List.of(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    for (int seed = 0; seed < 60; seed++) {
      RandomStreams random = RandomStreams.of(seed, "targets", BATCH.ids());
      int[] targets = new Targets.Random().of(BATCH, LOGITS, random).get(0).targets();
      for (int n = 0; n < 3; n++) {
        seen.get(n).add(targets[n]);
      }
      Batch alone = BATCH.select(new int[] {1});
      RandomStreams its = RandomStreams.of(seed, "targets", alone.ids());
      assertThat(new Targets.Random().of(alone, LOGITS, its).get(0).targets())
          .containsExactly(targets[1]);
    }
    assertThat(seen).containsExactly(Set.of(1, 2, 3), Set.of(0, 2, 3), Set.of(0, 1, 3));
  }

  @Test
  void areReadAsTheyAreShown() {
    for (String text : List.of("0", "17", "least-likely", "runner-up", "random", "all")) {
      assertThat(Targets.parse("--targets", text)).hasToString(text);
    }
    assertThat(Targets.parse("--targets", "3")).isEqualTo(new Targets.Given(3));
    assertThatThrownBy(() -> Targets.parse("--targets", "least-likly"))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "--targets: expected the number of a class or a way to choose one, got"
                + " \"least-likly\". Did you mean least-likely? Known are least-likely, runner-up,"
                + " random, all.");
    assertThatThrownBy(() -> Targets.parse("--targets", "-1")).isInstanceOf(BadInput.class);
  }

  @Test
  void refusesATargetThatIsTheTrueClassOrNone() {
    assertThatThrownBy(() -> new Targets.Given(1).of(BATCH, LOGITS, RANDOM))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "target of example b: expected a class other than the true one, got 1."
                + " Leave out the examples of the class that is to be reached.");
    assertThatThrownBy(() -> new Targets.Given(4).of(BATCH, LOGITS, RANDOM))
        .isInstanceOf(BadInput.class)
        .hasMessage("target of example a: expected 0 to 3, got 4.");
  }
}

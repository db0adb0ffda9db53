package org.gauntletml.attacks.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gauntletml.attacks.Access;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.MnistExamples;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.models.DifferentiableClassifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a query attack asks about an example of MNIST does not depend on who is asked with it. */
@Tag("slow")
@Tag("shared")
class BatchSizeTest {
  private static DifferentiableClassifier model;
  private static Batch examples;

  @BeforeAll
  static void load() {
    model = MnistExamples.network("advertorch_lenet5_clntrained");
    examples = MnistExamples.correct(model, 40);
  }

  /** Every query attack that the catalogue knows, in each of its norms. */
  static Stream<Attack<?>> queryAttacks() {
    return AttackCatalog.builtIn().all().stream()
        .filter(entry -> entry.access() != Access.GRADIENT)
        .flatMap(entry -> entry.sortedNorms().stream().map(entry::in));
  }

  /** The network may round otherwise in a batch of another size; nothing else may differ. */
  @ParameterizedTest
  @MethodSource("queryAttacks")
  void aBatchOfAnotherSizeGivesTheSame(Attack<?> attack) {
    int count = 40;
    int part = 7;
    List<Outcome> together = some(attack, 0, count);
    List<Outcome> apart =
        IntStream.iterate(0, from -> from < count, from -> from + part)
            .boxed()
            .flatMap(from -> some(attack, from, Math.min(count, from + part)).stream())
            .toList();
    long same =
        IntStream.range(0, count)
            .filter(
                n ->
                    together.get(n).queries() == apart.get(n).queries()
                        && together.get(n).bestDistance() == apart.get(n).bestDistance())
            .count();
    System.out.printf("%s: %d of %d the same%n", attack, same, count);
    assertThat(same).isGreaterThanOrEqualTo(count - 1);
  }

  private static List<Outcome> some(Attack<?> attack, int from, int to) {
    ThreatModel threat =
        attack.minimumNorm()
            ? ThreatModel.smallest(attack.norm())
            : ThreatModel.within(attack.norm(), Epsilon.of(epsilon(attack.norm())));
    return new Trial(
            model,
            examples.select(IntStream.range(from, to).toArray()),
            threat,
            new Criterion.Untargeted(),
            Budget.exhaustive().limitedTo(Math.max(300, attack.leastQueries(model.input()))))
        .run(attack, 5);
  }

  private static double epsilon(Norm norm) {
    return switch (norm) {
      case LINF -> 0.2;
      case L2 -> 2;
      case L1 -> 10;
      case L0 -> 5;
    };
  }
}

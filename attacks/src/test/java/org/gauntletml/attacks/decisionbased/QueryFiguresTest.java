package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.attacks.scorebased.Bandits;
import org.gauntletml.attacks.scorebased.Nes;
import org.gauntletml.attacks.scorebased.SimBa;
import org.gauntletml.attacks.scorebased.SquareAttack;
import org.gauntletml.attacks.whitebox.DecoupledDirectionNorm;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.dl4j.Dl4jClassifier;
import org.gauntletml.models.kit.MnistLenet;
import org.gauntletml.models.kit.PublishedLenet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How near query attacks come on MNIST, and how much longer they take than the model alone, on 100
 * correctly classified examples of a published network, advertorch's LeNet5.
 *
 * <p>The medians that the authors of Sign-OPT logged are of another network: 1.54, 1.13, 1.09 and
 * 1.08 after 4,000, 10,000, 20,000 and 40,000 queries, and 1.56 for the boundary attack after
 * 20,000. Gradients find nothing nearer than 1.38 here (published for DDN: 1.388), which no query
 * attack can beat. So what is compared is how far above the nearest known points an attack ends;
 * theirs are taken to be the 1.08.
 */
@Tag("slow")
@Tag("shared")
class QueryFiguresTest {
  private static final int EXAMPLES = Integer.getInteger("gauntlet.examples", 100);
  private static final int BATCH = 256;

  private static DifferentiableClassifier model;
  private static Batch examples;

  @BeforeAll
  static void load() {
    Optional<MultiLayerNetwork> network = PublishedLenet.network();
    Optional<Path> mnist = MnistLenet.mnist();
    assumeTrue(
        network.isPresent() && mnist.isPresent(),
        "needs MNIST and advertorch_lenet5_clntrained.onnx in ../shared/data");
    model = Dl4jClassifier.of(network.orElseThrow(), InputSpec.unit(1, 28, 28));
    Dataset test = MnistLenet.test(mnist.orElseThrow()).head(2 * EXAMPLES);
    int[] predicted = model.labels(test.inputs());
    int[] correct =
        IntStream.range(0, predicted.length)
            .filter(n -> predicted[n] == test.labels()[n])
            .limit(EXAMPLES)
            .toArray();
    examples = new Batch(test.inputs(), test.labels(), test.ids()).select(correct);
  }

  /** Median of the smallest perturbation found; prints it beside the time. */
  private static double median(Attack<?> attack, long queries) {
    List<Outcome> outcomes =
        timed(attack, queries, ThreatModel.smallest(attack.norm()), Budget.exhaustive());
    double[] sorted = outcomes.stream().mapToDouble(Outcome::bestDistance).sorted().toArray();
    double median = (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    System.out.printf("  median %s %.4f%n", attack.norm(), median);
    return median;
  }

  private static List<Outcome> timed(
      Attack<?> attack, long queries, ThreatModel threat, Budget budget) {
    Trial trial =
        new Trial(model, examples, threat, new Criterion.Untargeted(), budget.limitedTo(queries));
    long start = System.nanoTime();
    List<Outcome> outcomes = trial.run(attack, 5);
    double taken = (System.nanoTime() - start) / 1e9;
    long asked = outcomes.stream().mapToLong(Outcome::queries).sum();
    double alone = alone(asked);
    System.out.printf(
        "%s, %d queries: %d asked in %.1f s, model alone %.1f s, ratio %.2f%n",
        attack, queries, asked, taken, alone, taken / alone);
    return outcomes;
  }

  /** Seconds of so many forward passes in batches; measured on as many as take a second. */
  private static double alone(long passes) {
    INDArray batch =
        examples.select(IntStream.range(0, BATCH).map(i -> i % EXAMPLES).toArray()).inputs();
    long done = 0;
    long start = System.nanoTime();
    while (System.nanoTime() - start < 1e9) {
      model.labels(batch);
      done += BATCH;
    }
    return (System.nanoTime() - start) / 1e9 * passes / done;
  }

  /** Median of what gradients find, the nearest points known. */
  private static double nearest() {
    return median(DecoupledDirectionNorm.of(100), Long.MAX_VALUE);
  }

  /**
   * Theirs are 1.43 and 1.05 times 1.08. On 30 examples of this network it is 1.28 and 1.17 times
   * the nearest: nearer with few queries, and not as near with many.
   */
  @Test
  void signOpt() {
    double nearest = nearest();
    assertThat(median(SignOpt.standard(), 4000)).isLessThan(1.55 / 1.08 * nearest);
    assertThat(median(SignOpt.standard(), 10_000)).isLessThan(1.2 * nearest);
  }

  /** The authors' code was measured on this network, on 12 examples: 2.77, 2.33 and 1.99. */
  @Test
  void hopSkipJump() {
    assertThat(median(HopSkipJump.of(Norm.L2), 1000)).isLessThan(2.9);
    assertThat(median(HopSkipJump.of(Norm.L2), 5000)).isLessThan(1.99);
  }

  @Test
  void boundary() {
    assertThat(median(BoundaryAttack.standard(), 20_000)).isLessThan(1.7 / 1.08 * nearest());
  }

  @Test
  void surFreeBeatsHopSkipJumpWithFewQueries() {
    for (int queries : new int[] {500, 1000}) {
      assertThat(median(SurFree.standard(), queries))
          .isLessThan(median(HopSkipJump.of(Norm.L2), queries));
    }
  }

  @Test
  void geoDaBeatsTheBoundaryAttackWithFewQueries() {
    GeoDa attack = new GeoDa(Norm.L2, 1000, 0.6, 0.02, 1e-4, new Directions(0.5));
    assertThat(median(attack, 1000)).isLessThan(median(BoundaryAttack.standard(), 1000));
  }

  @Test
  void raySAfterAThousandQueries() {
    assertThat(median(RayS.standard(), 1000)).isLessThan(0.15);
  }

  @Test
  void squareBreaksTheUndefendedNetworkWithinAThousandQueries() {
    List<Outcome> outcomes =
        timed(
            SquareAttack.of(Norm.LINF),
            1000,
            ThreatModel.within(Norm.LINF, Epsilon.parse("epsilon", "0.3")),
            Budget.untilSuccess());
    assertThat(outcomes.stream().filter(o -> o.best() != null).count()).isGreaterThanOrEqualTo(99);
  }

  static Stream<Attack<?>> reproducible() {
    return Stream.of(
        HopSkipJump.of(Norm.L2),
        SurFree.standard(),
        RayS.standard(),
        SignOpt.standard(),
        BoundaryAttack.standard(),
        SquareAttack.of(Norm.LINF),
        SimBa.pixels(),
        Nes.of(Norm.LINF),
        Bandits.of(Norm.L2));
  }

  /** The network may round otherwise in a batch of another size; nothing else may differ. */
  @ParameterizedTest
  @MethodSource("reproducible")
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
            : ThreatModel.within(attack.norm(), Epsilon.of(attack.norm() == Norm.L2 ? 2 : 0.2));
    return new Trial(
            model,
            examples.select(IntStream.range(from, to).toArray()),
            threat,
            new Criterion.Untargeted(),
            Budget.exhaustive().limitedTo(300))
        .run(attack, 5);
  }
}

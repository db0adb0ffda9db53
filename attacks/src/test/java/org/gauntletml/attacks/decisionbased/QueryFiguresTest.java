package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Improvement;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.MnistExamples;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.attacks.scorebased.SquareAttack;
import org.gauntletml.attacks.whitebox.DecoupledDirectionNorm;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How near query attacks come on MNIST, and how much longer they take than the model alone, on
 * correctly classified examples of two published networks without defence: advertorch's LeNet5, and
 * the network that RayS was published with. The nearest points that gradients find (DDN) have a
 * median of 1.38 on the first and 0.90 on the second.
 *
 * <p>The medians that the authors of Sign-OPT logged are of a third network: 1.54, 1.13, 1.09 and
 * 1.08 after 4,000, 10,000, 20,000 and 40,000 queries, and 1.56 for the boundary attack after
 * 20,000. No query attack can come so near on LeNet5, so limits in these lengths are held to on the
 * other network, and on LeNet5 those that follow from what is known of it.
 */
@Tag("slow")
@Tag("shared")
class QueryFiguresTest {
  private static final int EXAMPLES = Integer.getInteger("gauntlet.examples", 100);
  private static final int BATCH = 256;

  /** A network and what it is asked about. */
  private record Subject(DifferentiableClassifier model, Batch examples) {
    static Subject of(String name, int count) {
      DifferentiableClassifier model = MnistExamples.network(name);
      return new Subject(model, MnistExamples.correct(model, count));
    }

    List<Outcome> run(Attack<?> attack, Budget budget) {
      return new Trial(
              model,
              examples,
              ThreatModel.smallest(attack.norm()),
              new Criterion.Untargeted(),
              budget)
          .run(attack, 5);
    }

    /** Median of the smallest perturbations found; prints it. */
    double median(Attack<?> attack, long queries) {
      return medians(attack, queries)[0];
    }

    /** Medians of the smallest perturbations found with so many queries, all of one run. */
    double[] medians(Attack<?> attack, long... queries) {
      List<Outcome> outcomes =
          run(attack, Budget.exhaustive().limitedTo(LongStream.of(queries).max().orElseThrow()));
      return LongStream.of(queries)
          .mapToDouble(
              limit -> {
                double[] sorted =
                    outcomes.stream().mapToDouble(one -> distance(one, limit)).sorted().toArray();
                int half = sorted.length / 2;
                double median = (sorted[half] + sorted[(sorted.length - 1) / 2]) / 2;
                System.out.printf("%s: %s %.4f after %d%n", attack, attack.norm(), median, limit);
                return median;
              })
          .toArray();
    }
  }

  private static Subject lenet() {
    return Subject.of("advertorch_lenet5_clntrained", EXAMPLES);
  }

  /** Ten times as slow. */
  private static Subject nearNetwork() {
    return Subject.of("rays_mnist", EXAMPLES);
  }

  /**
   * A model that, every few questions, is also asked about a full batch of its own, so that both
   * sides of a ratio are measured side by side on a machine that is not always as fast.
   */
  private static final class Metered implements Classifier {
    private static final int EVERY = 8;

    private final Classifier model;
    private final INDArray batch;
    private int questions;
    private long passes;
    private long nanos;

    Metered(Classifier model, INDArray batch) {
      this.model = model;
      this.batch = batch;
    }

    @Override
    public InputSpec input() {
      return model.input();
    }

    @Override
    public int classes() {
      return model.classes();
    }

    @Override
    public INDArray logits(INDArray x) {
      measure();
      return model.logits(x);
    }

    @Override
    public int[] labels(INDArray x) {
      measure();
      return model.labels(x);
    }

    private void measure() {
      if (questions++ % EVERY == 0) {
        long start = System.nanoTime();
        model.labels(batch);
        nanos += System.nanoTime() - start;
        passes += BATCH;
      }
    }
  }

  /**
   * How much longer an attack takes than the model alone for as many forward passes in full
   * batches; measured on its second run, when Java has compiled both.
   */
  private static double slowdown(
      Subject subject, Attack<?> attack, long queries, ThreatModel threat) {
    Batch examples = subject.examples();
    INDArray batch =
        examples.select(IntStream.range(0, BATCH).map(i -> i % examples.size()).toArray()).inputs();
    Budget budget = Budget.exhaustive().limitedTo(queries);
    Criterion criterion = new Criterion.Untargeted();
    new Trial(subject.model(), examples, threat, criterion, budget.limitedTo(500)).run(attack, 6);
    Metered metered = new Metered(subject.model(), batch);
    long start = System.nanoTime();
    List<Outcome> outcomes = new Trial(metered, examples, threat, criterion, budget).run(attack, 5);
    double taken = (System.nanoTime() - start - metered.nanos) / 1e9;
    long asked = outcomes.stream().mapToLong(Outcome::queries).sum();
    double alone = metered.nanos / 1e9 * asked / metered.passes;
    System.out.printf(
        "%s, %d queries: %d asked in %.2f s, model alone %.2f s, ratio %.3f%n",
        attack, queries, asked, taken, alone, taken / alone);
    return taken / alone;
  }

  /**
   * The goals on a quiet machine are 1.15, 1.15, 1.25 and 1.25; where others work too, threads wait
   * for each other and small batches suffer most. Square runs at an epsilon that no example falls
   * at, so that batches stay as large as the number of examples.
   */
  @Test
  void theModelTakesMostOfTheTime() {
    Subject lenet = lenet();
    ThreatModel smallest = ThreatModel.smallest(Norm.L2);
    assertThat(slowdown(lenet, HopSkipJump.of(Norm.L2), 5000, smallest)).isLessThan(1.35);
    assertThat(
            slowdown(
                lenet,
                SquareAttack.of(Norm.LINF),
                1000,
                ThreatModel.within(Norm.LINF, Epsilon.of(0.02))))
        .isLessThan(1.35);
    assertThat(slowdown(lenet, RayS.standard(), 1000, ThreatModel.smallest(Norm.LINF)))
        .isLessThan(1.45);
    assertThat(slowdown(lenet, SurFree.standard(), 1000, smallest)).isLessThan(1.45);
  }

  private static double distance(Outcome outcome, long queries) {
    return outcome.improvements().stream()
        .filter(one -> one.query() <= queries)
        .mapToDouble(Improvement::distance)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** Median of what gradients find, the nearest points known. */
  private static double nearest(Subject subject) {
    return subject.median(DecoupledDirectionNorm.of(100), Long.MAX_VALUE);
  }

  /**
   * The authors' medians are 1.43, 1.05 and 1.01 times their last, which is not the nearest there
   * is. On 24 examples here they are 1.31, 1.18 and 1.17 times the nearest.
   */
  @Test
  void signOpt() {
    Subject lenet = lenet();
    double nearest = nearest(lenet);
    double[] medians = lenet.medians(SignOpt.standard(), 4000, 10_000, 20_000);
    assertThat(medians[0]).isLessThan(1.43 * nearest);
    assertThat(medians[1]).isLessThan(1.25 * nearest);
    assertThat(medians[2]).isLessThan(1.2 * nearest);
  }

  @Test
  void signOptOnTheNetworkOfRayS() {
    double[] medians = nearNetwork().medians(SignOpt.standard(), 4000, 10_000, 20_000);
    assertThat(medians[0]).isLessThan(1.55);
    assertThat(medians[1]).isLessThan(1.2);
    assertThat(medians[2]).isLessThan(1.15);
  }

  /** The authors' code was measured on LeNet5, on 12 examples: 2.77, 2.33 and 1.99. */
  @Test
  void hopSkipJump() {
    double[] medians = lenet().medians(HopSkipJump.of(Norm.L2), 1000, 2000, 5000);
    assertThat(medians[0]).isLessThan(2.77);
    assertThat(medians[1]).isLessThan(2.33);
    assertThat(medians[2]).isLessThan(1.99);
  }

  @Test
  void hopSkipJumpOnTheNetworkOfRayS() {
    assertThat(nearNetwork().median(HopSkipJump.of(Norm.L2), 5000)).isLessThan(1.7);
  }

  @Test
  void boundary() {
    Subject lenet = lenet();
    assertThat(lenet.median(BoundaryAttack.standard(), 20_000))
        .isLessThan(1.7 / 1.08 * nearest(lenet));
  }

  @Test
  void boundaryOnTheNetworkOfRayS() {
    assertThat(nearNetwork().median(BoundaryAttack.standard(), 20_000)).isLessThan(1.7);
  }

  @Test
  void surFreeBeatsHopSkipJumpWithFewQueries() {
    Subject lenet = lenet();
    double[] surFree = lenet.medians(SurFree.standard(), 500, 1000);
    double[] hopSkipJump = lenet.medians(HopSkipJump.of(Norm.L2), 500, 1000);
    assertThat(surFree[0]).isLessThan(hopSkipJump[0]);
    assertThat(surFree[1]).isLessThan(hopSkipJump[1]);
  }

  @Test
  void geoDaBeatsTheBoundaryAttackWithFewQueries() {
    Subject lenet = lenet();
    GeoDa attack = new GeoDa(Norm.L2, 1000, 0.6, 0.02, 1e-4, new Directions(0.5));
    assertThat(lenet.median(attack, 1000))
        .isLessThan(lenet.median(BoundaryAttack.standard(), 1000));
  }

  @Test
  void raySAfterAThousandQueries() {
    assertThat(lenet().median(RayS.standard(), 1000)).isLessThan(0.15);
  }

  @Test
  void squareBreaksTheUndefendedNetworkWithinAThousandQueries() {
    ThreatModel within = ThreatModel.within(Norm.LINF, Epsilon.parse("epsilon", "0.3"));
    Budget budget = Budget.untilSuccess().limitedTo(1000);
    Subject lenet = lenet();
    long broken =
        new Trial(lenet.model(), lenet.examples(), within, new Criterion.Untargeted(), budget)
            .run(SquareAttack.of(Norm.LINF), 5).stream().filter(o -> o.best() != null).count();
    System.out.printf("Square, Linf 0.3, 1000 queries: %d of %d%n", broken, EXAMPLES);
    assertThat(broken).isGreaterThanOrEqualTo(99 * EXAMPLES / 100);
  }
}

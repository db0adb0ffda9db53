package org.gauntletml.defenses.smoothing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Ledger;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.attacks.baseline.GaussianNoise;
import org.gauntletml.attacks.decisionbased.SurFree;
import org.gauntletml.attacks.whitebox.Apgd;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.Floats;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.kit.MnistLenet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Certificates against attacks on the smoothed model: within a certified radius none may succeed,
 * while the same attacks do succeed further out. An attack asks about the mean softmax of {@value
 * #DRAWS} noisy copies; whether it did succeed is for PREDICT to say, from {@value #SURE} draws.
 */
@Tag("slow")
@Tag("shared")
class SoundnessTest {
  private static final double SIGMA = 0.25;
  private static final double ALPHA = 0.001;
  private static final int CERTIFIED = 200;
  private static final int DRAWS = 32;
  private static final int SURE = 10_000;
  private static final int QUERIES = 300;
  private static final double INSIDE = 0.99;
  private static final double OUTSIDE = 4;
  private static final int TRIED_OUTSIDE = 30;

  private record Certified(String id, INDArray x, int predicted, double radius) {}

  @Test
  void noAttackChangesACertifiedPrediction() {
    assumeTrue(MnistLenet.mnist().isPresent(), "needs ../shared/data/mnist");
    Path folder = MnistLenet.mnist().orElseThrow();
    DifferentiableClassifier model = NoisyNet.trained(folder, SIGMA);
    RandomizedSmoothing smoothing = new RandomizedSmoothing(model, SIGMA, 500);
    List<Certified> all = certified(smoothing, NoisyNet.test(folder, 40, 250));
    assertThat(all).hasSize(CERTIFIED);

    Map<String, Attack<?>> attacks = new LinkedHashMap<>();
    attacks.put("pgd", Pgd.of(Norm.L2));
    attacks.put("apgd-ce", Apgd.of(Norm.L2));
    attacks.put("gaussian-noise", GaussianNoise.repeated());
    attacks.put("surfree", SurFree.standard());
    SoftAssertions checks = new SoftAssertions();
    for (Map.Entry<String, Attack<?>> attack : attacks.entrySet()) {
      LabelOracle smoothed = smoothing.answering(DRAWS, 1);
      int[] inside = broken(attack.getKey(), attack.getValue(), smoothed, smoothing, all, INSIDE);
      int[] outside =
          broken(
              attack.getKey(),
              attack.getValue(),
              smoothed,
              smoothing,
              all.subList(0, TRIED_OUTSIDE),
              OUTSIDE);
      System.out.printf(
          "%s: at %.2f of the radius %d candidates, %d confirmed of %d; at %.0f times %d, %d of"
              + " %d%n",
          attack.getKey(),
          INSIDE,
          inside[0],
          inside[1],
          all.size(),
          OUTSIDE,
          outside[0],
          outside[1],
          TRIED_OUTSIDE);
      checks.assertThat(inside[1]).as(attack.getKey()).isZero();
      if (attack.getValue() instanceof WhiteBoxAttack) {
        checks
            .assertThat(outside[1])
            .as(attack.getKey() + " further out")
            .isGreaterThan(TRIED_OUTSIDE / 2);
      }
    }
    checks.assertAll();
  }

  private static List<Certified> certified(RandomizedSmoothing smoothing, Dataset data) {
    RandomStreams random = RandomStreams.of(0, "certify", data.ids());
    List<Certified> all = new ArrayList<>();
    for (int i = 0; i < data.size() && all.size() < CERTIFIED; i++) {
      INDArray x = data.select(new int[] {i}).inputs();
      Certificate found = smoothing.certify(x, 100, SURE, ALPHA, random.of(i));
      if (!found.abstained()) {
        all.add(new Certified(data.ids().get(i), x, found.predicted(), found.radius()));
      }
    }
    System.out.printf(
        "%d certified, mean radius %.3f%n",
        all.size(), all.stream().mapToDouble(Certified::radius).average().orElseThrow());
    return all;
  }

  /** Points that the attack took for adversarial, and those that PREDICT confirmed. */
  private static int[] broken(
      String name,
      Attack<?> attack,
      LabelOracle smoothed,
      RandomizedSmoothing smoothing,
      List<Certified> examples,
      double share) {
    int candidates = 0;
    int confirmed = 0;
    for (Certified each : examples) {
      Batch one = new Batch(each.x, new int[] {each.predicted}, List.of(each.id));
      Ledger ledger =
          new Ledger(
              one,
              smoothed.input(),
              smoothed.classes(),
              ThreatModel.within(Norm.L2, Epsilon.of(share * each.radius)),
              new Criterion.Untargeted(),
              new Budget(QUERIES, false));
      loose(attack, smoothed, ledger, RandomStreams.of(2, name, one.ids()));
      Ledger.Success best = ledger.outcome(0).best();
      if (best != null) {
        candidates++;
        INDArray point = Floats.array(best.point(), smoothed.input().batch(1));
        int answer =
            smoothing.predict(point, SURE, ALPHA, RandomStreams.of(3, name, one.ids()).of(0));
        confirmed += answer != each.predicted && answer != Certificate.ABSTAIN ? 1 : 0;
      }
    }
    return new int[] {candidates, confirmed};
  }

  private static <T extends LabelTarget> void loose(
      Attack<T> attack, LabelOracle smoothed, Ledger ledger, RandomStreams random) {
    attack.run(attack.access().open(smoothed, ledger), random);
  }
}

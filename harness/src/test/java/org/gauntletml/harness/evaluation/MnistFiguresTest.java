package org.gauntletml.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.whitebox.Fgsm;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.attacks.whitebox.StepRule;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.kit.MnistLenet;
import org.gauntletml.models.kit.PublishedLenet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Published figures for a published network: advertorch's LeNet5 on MNIST. */
@Tag("shared")
class MnistFiguresTest {
  private static final Pgd FORTY_STEPS =
      new Pgd(Norm.LINF, new CrossEntropy(), 40, StepRule.absolute(0.01), false, 1);

  private static Classifier model;
  private static Dataset test;

  @BeforeAll
  static void load() {
    Optional<MultiLayerNetwork> network = PublishedLenet.network();
    Optional<Path> mnist = MnistLenet.mnist();
    assumeTrue(
        network.isPresent() && mnist.isPresent(),
        "needs MNIST and advertorch_lenet5_clntrained.onnx in ../shared/data");
    model = Dl4jNetwork.of(network.orElseThrow()).classifier(InputSpec.unit(1, 28, 28));
    test = MnistLenet.test(mnist.orElseThrow());
  }

  /** 98.89% published. */
  @Test
  void cleanAccuracy() {
    assertThat(evaluate(test.head(2000), 0.1, new Fgsm(Norm.LINF)).cleanAccuracy().value())
        .isCloseTo(0.989, within(0.01));
  }

  /** 100.0% success published, on all 10,000 images. */
  @Test
  void fortyStepsBreakEverythingAndOneStepDoesNotBreakMore() {
    RunRecord run = evaluate(test.head(1000), 0.3, new Fgsm(Norm.LINF), FORTY_STEPS);
    assertThat(run.attacks().get(1).tally().successRate().value()).isGreaterThanOrEqualTo(0.999);
    assertThat(run.attacks().get(0).tally().successRate().count())
        .isLessThanOrEqualTo(run.attacks().get(1).tally().successRate().count());
    assertThat(run.violations()).isEmpty();
  }

  @Test
  void accuracyNeverRisesWithEpsilonAndEndsAtNothing() {
    Dataset some = test.head(300);
    int before = some.size();
    for (double epsilon : new double[] {0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5}) {
      int robust = evaluate(some, epsilon, Pgd.of(Norm.LINF)).robustAccuracy().count();
      assertThat(robust).as("robust at %s", epsilon).isLessThanOrEqualTo(before);
      before = robust;
    }
    assertThat(before).as("robust at 0.5").isLessThanOrEqualTo(3);
  }

  private static RunRecord evaluate(Dataset data, double epsilon, Attack<?>... attacks) {
    List<SuiteAttack> suite =
        Stream.of(attacks).map(attack -> new SuiteAttack(attack.toString(), attack)).toList();
    return new Evaluation(
            model,
            data,
            ThreatModel.within(Norm.LINF, Epsilon.of(epsilon)),
            Suite.of(suite),
            new Protocol(1, 250, true, false),
            Progress.silent())
        .run(new Provenance(Map.of(), Map.of(), Map.of(), Map.of()))
        .record();
  }
}

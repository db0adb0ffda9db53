package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.Margin;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.dl4j.Dl4jClassifier;
import org.gauntletml.models.kit.MnistLenet;
import org.gauntletml.models.kit.PublishedLenet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures published for a published network: advertorch's LeNet5 on MNIST, here on its head. */
@Tag("slow")
@Tag("shared")
class PublishedFiguresTest {
  private static final int EXAMPLES = 300;

  private static DifferentiableClassifier model;
  private static Batch right;

  @BeforeAll
  static void load() {
    Optional<MultiLayerNetwork> network = PublishedLenet.network();
    Optional<Path> mnist = MnistLenet.mnist();
    assumeTrue(
        network.isPresent() && mnist.isPresent(),
        "needs MNIST and advertorch_lenet5_clntrained.onnx in ../shared/data");
    model = Dl4jClassifier.of(network.orElseThrow(), MnistLenet.INPUT);
    Dataset head = MnistLenet.test(mnist.orElseThrow()).head(EXAMPLES);
    Batch all = new Batch(head.inputs(), head.labels(), head.ids());
    int[] answers = model.labels(head.inputs());
    right =
        all.select(
            IntStream.range(0, EXAMPLES).filter(n -> answers[n] == head.labels()[n]).toArray());
  }

  /** Where PGD leaves about half of the examples standing, APGD leaves no more. */
  @Test
  void apgdIsAtLeastAsStrongAsPgd() {
    ThreatModel threat = ThreatModel.within(Norm.LINF, Epsilon.of(0.1));
    Pgd pgd = new Pgd(Norm.LINF, new Margin(), 40, StepRule.travel(2.5), true, 1);
    int left = standing(pgd, threat);
    int apgd = standing(Apgd.of(Norm.LINF), threat);
    int targeted = standing(Apgd.targeted(Norm.LINF), threat);
    int conjugate = standing(AutoConjugateGradient.of(Norm.LINF), threat);
    System.out.printf(
        "of %d at 0.1: PGD-40 %d, APGD-CE %d, APGD-T %d, ACG %d%n",
        right.size(), left, apgd, targeted, conjugate);
    assertThat(apgd).isLessThanOrEqualTo(left + 3);
    assertThat(targeted).isLessThanOrEqualTo(Math.min(left, apgd) + 1);
    assertThat(conjugate).isLessThanOrEqualTo(left + 1);
  }

  /**
   * Of the same 299 examples torchattacks 3.5.1 leaves 164 to APGD on the cross-entropy and 167 on
   * the DLR loss at Linf 0.1, and 182 at L2 1.2; one percent is the seed's.
   */
  @ParameterizedTest
  @CsvSource({"LINF, 0.1, false, 164", "LINF, 0.1, true, 167", "L2, 1.2, false, 182"})
  void apgdLeavesNoMoreThanAnotherToolkits(
      Norm norm, double epsilon, boolean dlr, int leftElsewhere) {
    ThreatModel threat = ThreatModel.within(norm, Epsilon.of(epsilon));
    int left = standing(dlr ? Apgd.dlr(norm) : Apgd.of(norm), threat);
    System.out.printf(
        "of %d, APGD-%s at %s %s: %d, torchattacks %d%n",
        right.size(), dlr ? "DLR" : "CE", norm, epsilon, left, leftElsewhere);
    assertThat(left).isLessThanOrEqualTo(leftElsewhere + 2);
  }

  private static int standing(Attack<?> attack, ThreatModel threat) {
    List<Outcome> outcomes = outcomes(attack, threat, Budget.untilSuccess());
    return (int) outcomes.stream().filter(outcome -> outcome.best() == null).count();
  }

  private static <T extends LabelTarget> List<Outcome> outcomes(
      Attack<T> attack, ThreatModel threat, Budget budget) {
    return new Trial(model, right, threat, new Criterion.Untargeted(), budget).run(attack, 1);
  }
}

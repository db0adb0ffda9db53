package org.gauntletml.attacks.scorebased;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.attacks.whitebox.StepRule;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.Margin;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.kit.MnistLenet;
import org.gauntletml.models.kit.PublishedTradesNet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A network trained against Linf masks its gradients in L2, where a search that sees only scores
 * breaks far more than gradients do. Published for another such network (Andriushchenko et al.
 * 2020, arXiv 1912.00049, table 5): at L2 2.0 PGD with 100 restarts leaves 59.8% and Square with
 * 10,000 queries 16.7%.
 */
@Tag("slow")
@Tag("shared")
class GradientMaskingTest {
  private static final int EXAMPLES = Integer.getInteger("gauntlet.examples", 50);
  private static final String EPSILON = System.getProperty("gauntlet.epsilon", "2.0");

  @Test
  void squareBreaksWhatGradientsDoNot() {
    Optional<DifferentiableClassifier> network = PublishedTradesNet.classifier();
    Optional<Path> mnist = MnistLenet.mnist();
    assumeTrue(
        network.isPresent() && mnist.isPresent(),
        "needs MNIST and smallcnn_trades_linf03.onnx in ../shared/data");
    DifferentiableClassifier model = network.orElseThrow();
    Dataset test = MnistLenet.test(mnist.orElseThrow()).head(2 * EXAMPLES);
    int[] answers = model.labels(test.inputs());
    int[] correct =
        IntStream.range(0, answers.length)
            .filter(n -> answers[n] == test.labels()[n])
            .limit(EXAMPLES)
            .toArray();
    Batch examples = new Batch(test.inputs(), test.labels(), test.ids()).select(correct);

    Pgd gradients = new Pgd(Norm.L2, new CrossEntropy(), 100, StepRule.travel(2.5), true, 10);
    long byGradients = broken(gradients, model, examples);
    long byScores =
        broken(new SquareAttack(Norm.L2, new Margin(), 10_000, 0.8, false, 1), model, examples);
    System.out.printf(
        "at L2 %s of %d: PGD with 10 restarts breaks %d, Square %d%n",
        EPSILON, EXAMPLES, byGradients, byScores);
    assertThat(byScores).isGreaterThanOrEqualTo(byGradients + EXAMPLES / 5);
  }

  private static long broken(Attack<?> attack, DifferentiableClassifier model, Batch examples) {
    List<Outcome> outcomes =
        new Trial(
                model,
                examples,
                ThreatModel.within(Norm.L2, Epsilon.parse("epsilon", EPSILON)),
                new Criterion.Untargeted(),
                Budget.untilSuccess())
            .run(attack, 1);
    return outcomes.stream().filter(outcome -> outcome.best() != null).count();
  }
}

package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.bundled.FashionMnist;
import org.gauntletml.models.bundled.FashionMnistNet;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.dl4j.Dl4jClassifier;
import org.junit.jupiter.api.Test;

/** An example costs nothing once it has fallen. */
class EarlyStoppingTest {
  private static final int EXAMPLES = 64;
  private static final int STEPS = 100;

  /** Counted in gradients, which is what the time of an attack is spent on. */
  @Test
  void sparesMostOfTheWorkOnAnUndefendedModel() {
    DifferentiableClassifier model =
        Dl4jClassifier.of(FashionMnistNet.trained(), FashionMnistNet.INPUT);
    Dataset data = FashionMnist.test1000().head(EXAMPLES);
    int[] answers = model.labels(data.inputs());
    int[] right =
        IntStream.range(0, EXAMPLES).filter(n -> answers[n] == data.labels()[n]).toArray();
    Batch batch = new Batch(data.inputs(), data.labels(), data.ids()).select(right);
    Pgd pgd = new Pgd(Norm.LINF, new CrossEntropy(), STEPS, StepRule.travel(2.5), true, 1);
    long gradients =
        new Trial(
                model,
                batch,
                ThreatModel.within(Norm.LINF, Epsilon.of(0.1)),
                new Criterion.Untargeted(),
                Budget.untilSuccess())
            .run(pgd, 1).stream().mapToLong(Outcome::gradientQueries).sum();
    assertThat(gradients).isLessThanOrEqualTo((long) (0.15 * STEPS * right.length));
  }
}

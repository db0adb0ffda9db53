package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
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
import org.gauntletml.attacks.scorebased.SquareAttack;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.kit.MnistLenet;
import org.gauntletml.models.kit.PublishedTradesNet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The attacks of AutoAttack, each on those still standing, on the published TRADES network at Linf
 * 0.3. Published for all 10,000 images: AutoAttack with its random search 92.81%, FAB 93.33%, the
 * best attack known 92.46%. Here on every tenth image: the first thousand are harder than the rest.
 */
@Tag("slow")
@Tag("shared")
class PublishedAutoAttackTest {
  private static final int EXAMPLES = Integer.getInteger("gauntlet.examples", 1000);
  private static final int CHUNK = 250;

  @Test
  void leavesWhatThePublishedOneLeaves() {
    Optional<DifferentiableClassifier> network = PublishedTradesNet.classifier();
    Optional<Path> mnist = MnistLenet.mnist();
    assumeTrue(
        network.isPresent() && mnist.isPresent(),
        "needs MNIST and smallcnn_trades_linf03.onnx in ../shared/data");
    DifferentiableClassifier model = network.orElseThrow();
    Dataset test = MnistLenet.test(mnist.orElseThrow());
    int[] sample =
        IntStream.range(0, EXAMPLES).map(n -> n * (test.labels().length / EXAMPLES)).toArray();
    Batch all = new Batch(test.inputs(), test.labels(), test.ids()).select(sample);
    int[] answers = model.labels(all.inputs());
    int[] standing =
        IntStream.range(0, EXAMPLES).filter(n -> answers[n] == all.labels()[n]).toArray();
    System.out.printf("of %d, clean %d%n", EXAMPLES, standing.length);
    for (Attack<?> attack :
        List.of(
            Apgd.of(Norm.LINF),
            Apgd.targeted(Norm.LINF),
            Fab.targeted(Norm.LINF),
            SquareAttack.of(Norm.LINF))) {
      standing = survivors(model, all, standing, attack);
      System.out.printf("%s leaves %d%n", attack, standing.length);
    }
    double robust = (double) standing.length / EXAMPLES;
    double slack = 2 * Math.sqrt(0.93 * 0.07 / EXAMPLES) * Math.sqrt(1 - EXAMPLES / 10_000.0);
    assertThat(robust).isBetween(0.9246 - slack, 0.9333 + 0.002 + slack);
  }

  private static int[] survivors(
      DifferentiableClassifier model, Batch all, int[] standing, Attack<?> attack) {
    ThreatModel threat = ThreatModel.within(Norm.LINF, Epsilon.of(0.3));
    List<Integer> left = new ArrayList<>();
    for (int first = 0; first < standing.length; first += CHUNK) {
      int[] rows = IntStream.range(first, Math.min(first + CHUNK, standing.length)).toArray();
      int[] chunk = IntStream.of(rows).map(i -> standing[i]).toArray();
      List<Outcome> outcomes =
          new Trial(
                  model,
                  all.select(chunk),
                  threat,
                  new Criterion.Untargeted(),
                  Budget.untilSuccess())
              .run(attack, 1);
      for (int n = 0; n < chunk.length; n++) {
        if (outcomes.get(n).best() == null) {
          left.add(chunk[n]);
        }
      }
    }
    return left.stream().mapToInt(Integer::intValue).toArray();
  }
}

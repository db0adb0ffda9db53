package org.gauntletml.defenses.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.attacks.whitebox.Apgd;
import org.gauntletml.attacks.whitebox.Fab;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.attacks.whitebox.StepRule;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.gauntletml.models.kit.MnistLenet;
import org.gauntletml.models.wrapping.ImportOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * LeNet5 on MNIST within 0.3 in Linf, from scratch, half an hour per method on one core, and the
 * epoch that validation chose, as {@code gauntlet train} does. Networks are kept in {@link
 * MnistLenet#cache()}, so that a second run only attacks.
 */
@Tag("slow")
@Tag("shared")
class MnistTrainingTest {
  private static final Epsilon EPS = Epsilon.of(.3);
  private static final int EXAMPLES = Integer.getInteger("gauntlet.examples", 1000);
  private static final int CHUNK = 250;

  /** System property: the one method to train by, else all. */
  private static final String ONLY = System.getProperty("gauntlet.method", "");

  private static Ascent ascent(int steps, Ascent.Start start) {
    return new Ascent(Norm.LINF, EPS, steps, StepRule.travel(2.5), start);
  }

  static Stream<Arguments> recipes() {
    return Stream.of(
            Arguments.of(
                "pgd",
                new RobustTrainer(new PgdTraining(ascent(8, Ascent.Start.UNIFORM)), 12, 2, 100, 7),
                new MapSchedule(ScheduleType.EPOCH, Map.of(0, 1e-3, 8, 1e-4, 11, 1e-5)),
                new double[] {.98, .91, .87}),
            Arguments.of(
                "trades",
                new RobustTrainer(new Trades(ascent(8, Ascent.Start.NEARBY), 6), 24, 2, 100, 7),
                new MapSchedule(ScheduleType.EPOCH, Map.of(0, 2e-3, 14, 2e-4, 21, 2e-5)),
                new double[] {.98, .945, .90}),
            Arguments.of(
                "fast",
                new RobustTrainer(PgdTraining.fast(Norm.LINF, EPS), 10, 1, 100, 7),
                new MapSchedule(ScheduleType.EPOCH, Map.of(0, 2e-3, 6, 2e-4, 9, 2e-5)),
                new double[] {.97, .80, .65}))
        .filter(recipe -> ONLY.isEmpty() || recipe.get()[0].equals(ONLY));
  }

  /**
   * @param least accuracy of clean examples, under PGD-40, and under the attacks of the standard
   *     suite that take gradients
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("recipes")
  void withstandsWhatItWasTrainedFor(
      String name, RobustTrainer trainer, MapSchedule rate, double... least) throws IOException {
    Optional<Path> mnist = MnistLenet.mnist();
    assumeTrue(mnist.isPresent(), "needs MNIST in ../shared/data");
    MultiLayerNetwork net = MnistLenet.untrained(new Adam(rate));
    Split data = Split.of(MnistLenet.train(mnist.orElseThrow()), 2000, 1);
    Checkpoints kept = new Checkpoints(MnistLenet.cache().resolve("mnist-lenet5-" + name), "test");
    try (TrainableNetwork network =
        TrainableNetwork.of(net, MnistLenet.INPUT, ImportOptions.DEFAULT)) {
      History so = kept.restore(network);
      RobustTrainer.Outcome outcome =
          trainer.train(network, data.training(), data.validation(), so, new Printing(kept));
      assertThat(outcome.ending()).isEqualTo(RobustTrainer.Ending.COMPLETED);
    }
    Classifier best =
        Dl4jNetwork.read(kept.folder().resolve(Checkpoints.BEST)).classifier(MnistLenet.INPUT);
    double[] found = attacked(best, MnistLenet.test(mnist.orElseThrow()));
    System.out.printf(
        "%s: clean %s, PGD-40 %s, white-box %s%n", name, found[0], found[1], found[2]);
    for (int i = 0; i < least.length; i++) {
      assertThat(found[i]).isGreaterThanOrEqualTo(least[i]);
    }
  }

  /**
   * Accuracy clean and under PGD-40, and of some images, evenly spread, under APGD-CE, APGD-T and
   * FAB-T one after the other.
   */
  private static double[] attacked(Classifier model, Dataset test) {
    Batch all = new Batch(test.inputs(), test.labels(), test.ids());
    int[] answers = model.labels(all.inputs());
    int[] right =
        IntStream.range(0, all.size()).filter(n -> answers[n] == all.labels()[n]).toArray();
    Pgd pgd = new Pgd(Norm.LINF, new CrossEntropy(), 40, StepRule.absolute(.01), true, 1);
    int[] afterPgd = survivors(model, all, right, pgd);
    int stride = test.size() / EXAMPLES;
    int[] standing = IntStream.of(right).filter(n -> n % stride == 0).toArray();
    for (Attack<?> attack :
        List.of(Apgd.of(Norm.LINF), Apgd.targeted(Norm.LINF), Fab.targeted(Norm.LINF))) {
      standing = survivors(model, all, standing, attack);
    }
    return new double[] {
      (double) right.length / all.size(),
      (double) afterPgd.length / all.size(),
      (double) standing.length / EXAMPLES
    };
  }

  private static int[] survivors(Classifier model, Batch all, int[] standing, Attack<?> attack) {
    List<Integer> left = new ArrayList<>();
    for (int first = 0; first < standing.length; first += CHUNK) {
      int[] chunk =
          IntStream.range(first, Math.min(first + CHUNK, standing.length))
              .map(i -> standing[i])
              .toArray();
      var outcomes =
          new Trial(
                  model,
                  all.select(chunk),
                  ThreatModel.within(Norm.LINF, EPS),
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

  /** Keeps and prints every epoch. */
  private record Printing(Checkpoints kept) implements RobustTrainer.Watcher {
    @Override
    public void step(int epoch, int step, int steps, double loss) {
      if (step == steps) {
        System.out.printf("epoch %d, mean loss %.4f%n", epoch, loss);
      }
    }

    @Override
    public void epoch(History history, TrainableNetwork network) {
      System.out.println(history.last().orElseThrow());
      try {
        kept.save(history, network);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

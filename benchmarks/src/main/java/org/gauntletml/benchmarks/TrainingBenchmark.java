package org.gauntletml.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.whitebox.StepRule;
import org.gauntletml.defenses.training.Ascent;
import org.gauntletml.defenses.training.CleanTraining;
import org.gauntletml.defenses.training.Lesson;
import org.gauntletml.defenses.training.LossMethod;
import org.gauntletml.defenses.training.Objective;
import org.gauntletml.defenses.training.PgdTraining;
import org.gauntletml.models.backend.Backend;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.gauntletml.models.graph.onnx.RuntimeChoice;
import org.gauntletml.models.wrapping.ImportOptions;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Milliseconds of one training step: clean, FGSM-RS and PGD with 10 and with 40 steps on the
 * engine, the crafting of 10 alone, and Deeplearning4j's own {@code fit}.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@State(Scope.Benchmark)
public class TrainingBenchmark {
  private static final Epsilon EPSILON = Epsilon.of(0.3);
  private static final LossMethod FAST = PgdTraining.fast(Norm.LINF, EPSILON);
  private static final LossMethod PGD_40 = PgdTraining.of(Norm.LINF, EPSILON);
  private static final LossMethod PGD_10 =
      new PgdTraining(
          new Ascent(Norm.LINF, EPSILON, 10, StepRule.travel(2.5), Ascent.Start.UNIFORM));

  /** A network that Deeplearning4j can run. */
  @Param({"lenet5"})
  public String network = "lenet5";

  /** Examples per step. */
  @Param({"64"})
  public int batch = 64;

  /** 0 means all cores. */
  @Param({"0"})
  public int threads = 0;

  private INDArray y = Nd4j.empty();

  @SuppressWarnings("NullAway.Init") // JMH calls open first
  private MultiLayerNetwork twin;

  @SuppressWarnings("NullAway.Init") // JMH calls open first
  private TrainableNetwork trainable;

  @SuppressWarnings("NullAway.Init") // JMH calls open first
  private Lesson lesson;

  /** Wraps the network. */
  @Setup
  public void open() {
    int cores = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    Backend.start(cores);
    BenchmarkNetworks kind = BenchmarkNetworks.of(network);
    twin =
        Dl4jTwin.of(kind)
            .orElseThrow(() -> new IllegalArgumentException(kind + " has no twin in DL4J"));
    trainable =
        TrainableNetwork.of(
            twin, kind.input(), ImportOptions.DEFAULT.on(RuntimeChoice.AUTO, cores));
    INDArray x =
        Nd4j.createFromArray(BenchmarkNetworks.inputs(kind.input(), batch))
            .reshape('c', kind.input().batch(batch))
            .dup('c');
    int[] labels = IntStream.range(0, batch).map(n -> n % 10).toArray();
    y = Nd4j.zeros(batch, 10);
    for (int n = 0; n < batch; n++) {
      y.putScalar(n, labels[n], 1);
    }
    List<String> ids = IntStream.range(0, batch).mapToObj(String::valueOf).toList();
    lesson = new Lesson(x, labels, RandomStreams.of(1, "benchmark", ids), 1);
  }

  /** Frees it. */
  @TearDown(Level.Trial)
  public void close() {
    trainable.close();
  }

  private double step(LossMethod method) {
    try (Objective objective = method.objective(trainable.inference(), lesson)) {
      return objective.step(trainable);
    }
  }

  /** One clean step. */
  @Benchmark
  public double clean() {
    return step(new CleanTraining());
  }

  /** One step of FGSM-RS. */
  @Benchmark
  public double fast() {
    return step(FAST);
  }

  /** One step of adversarial training with PGD-10. */
  @Benchmark
  public double pgd10() {
    return step(PGD_10);
  }

  /** One step of adversarial training as Madry et al. train on MNIST, with PGD-40. */
  @Benchmark
  public double pgd40() {
    return step(PGD_40);
  }

  /** What PGD-10 crafts for that step, parameters taken over before. */
  @Benchmark
  public double crafting() {
    trainable.changed();
    try (Objective objective = PGD_10.objective(trainable.inference(), lesson)) {
      return objective.examples();
    }
  }

  /** Deeplearning4j's own step. */
  @Benchmark
  public double fit() {
    twin.fit(new DataSet(lesson.x(), y));
    trainable.changed();
    return twin.score();
  }
}

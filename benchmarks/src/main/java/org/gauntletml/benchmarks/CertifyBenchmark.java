package org.gauntletml.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.gauntletml.defenses.smoothing.Certificate;
import org.gauntletml.defenses.smoothing.RandomizedSmoothing;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.bundled.FashionMnist;
import org.gauntletml.models.bundled.FashionMnistNet;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What certifying costs on top of the answers it asks for: milliseconds of one certificate of
 * 10,000 draws, beside those of as many forward passes, on the bundled network in batches of 500.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 10, time = 2)
@State(Scope.Benchmark)
public class CertifyBenchmark {
  private static final int GUESSING = 100;
  private static final int BOUNDING = 9_900;
  private static final int BATCH = 500;

  private final Classifier model =
      (Classifier) Dl4jNetwork.of(FashionMnistNet.trained()).classifier(FashionMnistNet.INPUT);
  private final INDArray batch = FashionMnist.test1000().head(BATCH).inputs();
  private final INDArray example = FashionMnist.test1000().head(1).inputs();
  private final RandomizedSmoothing smoothing = new RandomizedSmoothing(model, 0.25, BATCH);
  private long seed;

  /** The answers alone. */
  @Benchmark
  public void forward() {
    for (int asked = 0; asked < GUESSING + BOUNDING; asked += BATCH) {
      model.logits(batch).close();
    }
  }

  /** With noise and votes. */
  @Benchmark
  public Certificate certify() {
    return smoothing.certify(example, GUESSING, BOUNDING, 0.001, new SplittableRandom(seed++));
  }
}

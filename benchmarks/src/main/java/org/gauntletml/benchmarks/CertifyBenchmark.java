package org.gauntletml.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.gauntletml.defenses.smoothing.Certificate;
import org.gauntletml.defenses.smoothing.RandomizedSmoothing;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.bundled.FashionMnist;
import org.gauntletml.models.bundled.FashionMnistNet;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.graph.GraphClassifier;
import org.gauntletml.models.graph.onnx.OnnxRuntime;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What certifying costs on top of the answers it asks for: milliseconds of one certificate of
 * 10,000 draws, beside those of as many forward passes, in batches of 500. Noise costs the same for
 * every network of 28x28 pixels, so the smaller the network, the more it counts; the bundled one is
 * about as small as they come.
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
  private static final InputSpec INPUT = FashionMnistNet.INPUT;

  @Param({"bundled", "lenet5"})
  public String network = "bundled";

  private final INDArray batch = FashionMnist.test1000().head(BATCH).inputs();
  private final INDArray example = FashionMnist.test1000().head(1).inputs();
  private long seed;

  @SuppressWarnings("NullAway.Init") // JMH calls open first
  private Classifier model;

  @SuppressWarnings("NullAway.Init")
  private RandomizedSmoothing smoothing;

  /** Loads the network. */
  @Setup
  public void open() {
    model =
        network.equals("bundled")
            ? (Classifier) Dl4jNetwork.of(FashionMnistNet.trained()).classifier(INPUT)
            : new GraphClassifier(BenchmarkNetworks.of(network).graph(), INPUT, new OnnxRuntime());
    smoothing = new RandomizedSmoothing(model, 0.25, BATCH);
  }

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

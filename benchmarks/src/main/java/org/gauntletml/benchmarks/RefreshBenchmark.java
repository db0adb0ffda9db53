package org.gauntletml.benchmarks;

import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.backend.Backend;
import org.gauntletml.models.dl4j.Dl4jClassifier;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.graph.onnx.OnnxRuntime;
import org.gauntletml.models.graph.onnx.RuntimeChoice;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
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
 * Milliseconds to take over the parameters of a DL4J network that is being trained, beside a
 * gradient call of the same classifier before and after: robust training does both in turn.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Benchmark)
public class RefreshBenchmark {
  /** {@code million} has 0.96 million parameters. */
  @Param({"million", "madry", "mlp"})
  public String network = "million";

  @Param({"128"})
  public int batch = 128;

  @Param({"onnxruntime", "nd4j"})
  public String runtime = OnnxRuntime.NAME;

  /** 0 means all cores. */
  @Param({"0"})
  public int threads = 0;

  /** Whether gradients are taken after a first refresh, as in training. */
  @Param({"true"})
  public boolean refreshed = true;

  private INDArray x = Nd4j.empty();
  private INDArray y = Nd4j.empty();

  @SuppressWarnings("NullAway.Init") // JMH calls open first
  private Dl4jClassifier classifier;

  /** Wraps the network. */
  @Setup
  public void open() {
    int cores = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    Backend.start(cores);
    BenchmarkNetworks kind = BenchmarkNetworks.of(network);
    MultiLayerNetwork twin =
        Dl4jTwin.of(kind)
            .orElseThrow(() -> new IllegalArgumentException(kind + " has no twin in DL4J"));
    classifier =
        (Dl4jClassifier)
            Dl4jNetwork.of(twin).classifier(kind.input(), RuntimeChoice.of(runtime), cores);
    if (refreshed) {
      classifier.refresh();
    }
    x =
        Nd4j.createFromArray(BenchmarkNetworks.inputs(kind.input(), batch))
            .reshape('c', kind.input().batch(batch))
            .dup('c');
    y = Nd4j.ones(DataType.FLOAT, batch, classifier.classes());
  }

  /** Frees it. */
  @TearDown(Level.Trial)
  public void close() {
    classifier.close();
  }

  /** Reads all parameters of the network again. */
  @Benchmark
  public Dl4jClassifier refresh() {
    classifier.refresh();
    return classifier;
  }

  /** Logits and input gradient. */
  @Benchmark
  public INDArray gradient() {
    try (Linearization forward = classifier.linearize(x)) {
      return forward.pullback(y);
    }
  }
}

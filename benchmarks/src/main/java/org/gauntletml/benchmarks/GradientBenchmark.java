package org.gauntletml.benchmarks;

import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.backend.Backend;
import org.gauntletml.models.graph.GraphClassifier;
import org.gauntletml.models.graph.onnx.OnnxRuntime;
import org.gauntletml.models.graph.onnx.RuntimeChoice;
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
 * Milliseconds for the logits of a batch, and for logits and input gradient, through the public
 * interface: copies in and out are counted.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class GradientBenchmark {

  /** What all measurements of one network, batch size and number of threads need. */
  @State(Scope.Benchmark)
  public static class Workload {
    @Param({"madry", "net_b", "lenet5", "resnet18_16", "resnet18_64", "mobile", "mlp"})
    public String network = "madry";

    @Param({"1", "16", "64", "256"})
    public int batch = 1;

    /** 0 means all cores. */
    @Param({"1", "0"})
    public int threads = 1;

    BenchmarkNetworks kind = BenchmarkNetworks.MADRY;
    INDArray x = Nd4j.empty();
    INDArray y = Nd4j.empty();

    int cores() {
      return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /** Makes the inputs. */
    @Setup
    public void fill() {
      Backend.start(cores());
      kind = BenchmarkNetworks.of(network);
      x =
          Nd4j.createFromArray(BenchmarkNetworks.inputs(kind.input(), batch))
              .reshape('c', kind.input().batch(batch))
              .dup('c');
      y = Nd4j.zeros(org.nd4j.linalg.api.buffer.DataType.FLOAT, batch, 10);
      for (int i = 0; i < batch; i++) {
        y.putScalar(i, i % 10, 1);
      }
    }
  }

  /** The engine on one of its runtimes. */
  @State(Scope.Benchmark)
  public static class Engine {
    @Param({"onnxruntime"})
    public String runtime = OnnxRuntime.NAME;

    @SuppressWarnings("NullAway.Init") // JMH calls open first
    GraphClassifier classifier;

    /** Compiles the network. */
    @Setup
    public void open(Workload w) {
      classifier = RuntimeChoice.of(runtime).classifier(w.kind.graph(), w.kind.input(), w.cores());
    }

    /** Frees it. */
    @TearDown(Level.Trial)
    public void close() {
      classifier.close();
    }
  }

  /** The same network as Deeplearning4j runs it. */
  @State(Scope.Benchmark)
  public static class Dl4j {
    @SuppressWarnings("NullAway.Init") // JMH calls open first
    MultiLayerNetwork network;

    /** Builds the network. */
    @Setup
    public void open(Workload w) {
      network =
          Dl4jTwin.of(w.kind)
              .orElseThrow(() -> new IllegalArgumentException(w.kind + " has no twin in DL4J"));
    }
  }

  /** Logits. */
  @Benchmark
  public INDArray engineForward(Workload w, Engine e) {
    return e.classifier.logits(w.x);
  }

  /** Logits and input gradient. */
  @Benchmark
  public INDArray engineGradient(Workload w, Engine e) {
    try (Linearization forward = e.classifier.linearize(w.x)) {
      return forward.pullback(w.y);
    }
  }

  /** {@code output}. */
  @Benchmark
  public INDArray dl4jForward(Workload w, Dl4j d) {
    return d.network.output(w.x, false);
  }

  /** {@code calculateGradients}, the input gradient DL4J offers; in training mode. */
  @Benchmark
  public Object dl4jGradient(Workload w, Dl4j d) {
    return d.network.calculateGradients(w.x, w.y, null, null);
  }
}

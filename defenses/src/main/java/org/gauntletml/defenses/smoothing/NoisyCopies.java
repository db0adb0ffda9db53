package org.gauntletml.defenses.smoothing;

import java.nio.FloatBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inputs with Gaussian noise, in native memory that is used again, made by threads of their own, so
 * that the model can be asked about something else meanwhile. Every copy has a stream of its own:
 * none depends on where in the batch it stands.
 */
final class NoisyCopies implements AutoCloseable {
  /** Half the machine: noise costs a fraction of what the model does that runs beside it. */
  private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private static final Executor POOL = pool();

  private final InputSpec input;
  private final float sigma;
  private INDArray points = Nd4j.empty(DataType.FLOAT);

  /**
   * @param sigma standard deviation of the noise, input units
   */
  NoisyCopies(InputSpec input, double sigma) {
    this.input = input;
    this.sigma = (float) sigma;
  }

  /** Daemons that go when there is nothing to do. */
  private static Executor pool() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "gauntlet-noise");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Begins to make a copy for each key, of the inputs in turn: the first of the first input, the
   * second of the second, and after the last input comes the first again.
   *
   * @param clean inputs one after the other, in 'c' order
   * @param keys of the streams of noise
   * @return {@code [keys, input...]}, valid until the next call
   */
  CompletableFuture<INDArray> begin(float[] clean, long... keys) {
    if (points.isEmpty() || points.size(0) != keys.length) {
      close();
      points = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', input.batch(keys.length));
    }
    INDArray filled = points;
    FloatBuffer values = filled.data().asNioFloat();
    CompletableFuture<?>[] parts = new CompletableFuture<?>[Math.min(THREADS, keys.length)];
    for (int part = 0; part < parts.length; part++) {
      int from = keys.length * part / parts.length;
      int to = keys.length * (part + 1) / parts.length;
      parts[part] = CompletableFuture.runAsync(() -> fill(values, clean, keys, from, to), POOL);
    }
    return CompletableFuture.allOf(parts).thenApply(done -> filled);
  }

  private void fill(FloatBuffer values, float[] clean, long[] keys, int from, int to) {
    float[] noisy = new float[input.features()];
    int inputs = clean.length / noisy.length;
    for (int copy = from; copy < to; copy++) {
      Ziggurat.add(keys[copy], sigma, clean, copy % inputs * noisy.length, noisy);
      values.put(copy * noisy.length, noisy);
    }
  }

  /** Not while copies are being made. */
  @Override
  public void close() {
    if (!points.isEmpty()) {
      points.close();
    }
  }
}

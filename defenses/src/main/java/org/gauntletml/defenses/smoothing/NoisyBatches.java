package org.gauntletml.defenses.smoothing;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * All draws for one example, batch by batch. Noise is made for the next batch while the model looks
 * at this one, so that it costs little beside it.
 */
final class NoisyBatches implements Iterator<INDArray>, AutoCloseable {
  private final float[] clean;
  private final int batch;
  private final SplittableRandom keys;
  private final NoisyCopies one;
  private final NoisyCopies other;
  private int left;
  private boolean turn;
  private @Nullable CompletableFuture<INDArray> ahead;

  /**
   * @param x one example, FLOAT {@code [1, input...]}; borrowed
   * @param n draws, 1 or more
   * @param batch of how many at a time; the draws do not depend on it
   * @param seed of all the draws
   */
  NoisyBatches(INDArray x, InputSpec input, double sigma, int n, int batch, long seed) {
    this.clean = Floats.of(x);
    this.batch = batch;
    this.keys = new SplittableRandom(seed);
    this.one = new NoisyCopies(input, sigma);
    this.other = new NoisyCopies(input, sigma);
    this.left = n;
    this.ahead = begin();
  }

  private @Nullable CompletableFuture<INDArray> begin() {
    if (left == 0) {
      return null;
    }
    long[] next = keys.longs(Math.min(batch, left)).toArray();
    left -= next.length;
    turn = !turn;
    return (turn ? one : other).begin(clean, next);
  }

  @Override
  public boolean hasNext() {
    return ahead != null;
  }

  /** The next draws {@code [batch, input...]}, valid until those after them are asked for. */
  @Override
  public INDArray next() {
    if (ahead == null) {
      throw new NoSuchElementException();
    }
    INDArray ready = ahead.join();
    ahead = begin();
    return ready;
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    if (ahead != null) {
      ahead.join();
    }
    one.close();
    other.close();
  }
}

package org.gauntletml.attacks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One random stream per example, mixed from (seed, attack, restart, example id). An example's draws
 * depend neither on its place in the batch nor on its neighbours.
 */
public final class RandomStreams {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final long seed;
  private final List<String> ids;
  private final SplittableRandom[] streams;

  private RandomStreams(long seed, List<String> ids) {
    this.seed = seed;
    this.ids = ids;
    this.streams = new SplittableRandom[ids.size()];
    for (int n = 0; n < streams.length; n++) {
      streams[n] = new SplittableRandom(mix(seed, hash(ids.get(n))));
    }
  }

  /** The streams of one attack over these examples. */
  public static RandomStreams of(long seed, String attack, List<String> ids) {
    return new RandomStreams(mix(seed, hash(attack)), List.copyOf(ids));
  }

  /** Independent streams for another restart of the same attack. */
  public RandomStreams restart(int number) {
    return new RandomStreams(mix(seed, number), ids);
  }

  /** The stream of the example in this row of the batch; it goes on where it was left. */
  public RandomGenerator of(int row) {
    return streams[row];
  }

  /** A FLOAT batch {@code [rows, input...]} whose examples are filled from their own streams. */
  public INDArray draw(int[] rows, InputSpec input, BiConsumer<float[], RandomGenerator> fill) {
    int features = input.features();
    float[] all = new float[rows.length * features];
    float[] one = new float[features];
    for (int i = 0; i < rows.length; i++) {
      fill.accept(one, streams[rows[i]]);
      System.arraycopy(one, 0, all, i * features, features);
    }
    return Floats.array(all, input.batch(rows.length));
  }

  /** Uniform samples of the unit ball of {@code norm}. */
  public INDArray ball(int[] rows, InputSpec input, Norm norm) {
    return draw(rows, input, norm::sampleInto);
  }

  /** Samples of the standard normal distribution. */
  public INDArray gaussian(int[] rows, InputSpec input) {
    return draw(rows, input, Normals::fill);
  }

  /**
   * Directions of norm 1, the random starts of Croce and Hein: uniform in the cube for Linf, else
   * normal, scaled to the sphere of {@code norm}.
   */
  public INDArray sphere(int[] rows, InputSpec input, Norm norm) {
    INDArray d = norm == Norm.LINF ? ball(rows, input, norm) : gaussian(rows, input);
    double[] scale = Arrays.stream(norm.sizes(d)).map(size -> 1 / size).toArray();
    return d.muli(Rows.column(scale, d));
  }

  private static long mix(long a, long b) {
    long z = a * GOLDEN + b;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** FNV-1a, 64 bits. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}

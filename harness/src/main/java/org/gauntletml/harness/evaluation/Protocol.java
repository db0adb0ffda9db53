package org.gauntletml.harness.evaluation;

import java.time.Duration;
import org.gauntletml.models.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * How an evaluation is conducted.
 *
 * @param seed of every random stream
 * @param batch examples attacked together, 1 or more; results do not depend on it, up to the float
 *     rounding of the model
 * @param individual whether every attack runs on all correctly classified examples, instead of on
 *     those the attacks before it left standing
 * @param curve whether fixed-budget attacks run again at other epsilons, for the curve of accuracy
 *     by epsilon
 * @param queries forward passes that an attack may spend on one example, a hard limit; {@link
 *     #UNLIMITED} for as many as it wants. Where all targets are tried in turn, each has an equal
 *     share
 * @param timeLimit wall time of the whole run, or null. What is not done by then is reported as not
 *     finished
 * @param stateful whether to count the near-duplicates among the queries of attacks that ask for
 *     scores or labels only, as a defence that remembers queries would
 */
public record Protocol(
    long seed,
    int batch,
    boolean individual,
    boolean curve,
    long queries,
    @Nullable Duration timeLimit,
    boolean stateful) {
  /** No limit of queries. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** Seed 0, 128 examples at a time, attacks only on what stands, with the curve. */
  public static final Protocol STANDARD = new Protocol(0, 128, false, true);

  public Protocol {
    if (batch < 1) {
      throw BadInput.of("batch", "1 or more examples", batch);
    }
    if (queries < 1) {
      throw BadInput.of("query budget", "1 or more queries per example", queries);
    }
    if (timeLimit != null && (timeLimit.isNegative() || timeLimit.isZero())) {
      throw BadInput.of("time limit", "a positive time", timeLimit);
    }
  }

  /** Without limits. */
  public Protocol(long seed, int batch, boolean individual, boolean curve) {
    this(seed, batch, individual, curve, UNLIMITED, null, false);
  }

  /** The same, with so many queries per attack and example. */
  public Protocol limitedTo(long limit) {
    return new Protocol(seed, batch, individual, curve, limit, timeLimit, stateful);
  }

  /** The same, over after this time. */
  public Protocol within(Duration time) {
    return new Protocol(seed, batch, individual, curve, queries, time, stateful);
  }

  /** The same, with near-duplicate queries counted. */
  public Protocol watched() {
    return new Protocol(seed, batch, individual, curve, queries, timeLimit, true);
  }

  /** Queries for one of so many goals that an attack tries in turn. */
  long share(int goals) {
    return limited() ? queries / goals : queries;
  }

  /** Whether there is a limit of queries. */
  public boolean limited() {
    return queries != UNLIMITED;
  }
}

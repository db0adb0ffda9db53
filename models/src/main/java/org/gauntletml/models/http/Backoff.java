package org.gauntletml.models.http;

import java.time.Duration;
import java.util.SplittableRandom;
import org.gauntletml.models.BadInput;

/**
 * How long to wait before a request is sent again: twice as long each time, with a random share
 * taken off so that requests that failed together do not come back together.
 *
 * @param retries after the first attempt, 0 or more
 * @param first wait
 * @param longest wait
 * @param seed of the random shares
 */
public record Backoff(int retries, Duration first, Duration longest, long seed) {
  /** Five retries within about 15 seconds. */
  public static final Backoff DEFAULT =
      new Backoff(5, Duration.ofMillis(500), Duration.ofSeconds(30), 0);

  /**
   * @throws BadInput if {@code retries} is negative or a wait is not positive
   */
  public Backoff {
    if (retries < 0) {
      throw BadInput.of("retries", "0 or more", retries);
    }
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw BadInput.of("waits", "a positive first one, and a longest one", first + ", " + longest);
    }
  }

  /** The same with so many retries. */
  public Backoff retries(int count) {
    return new Backoff(count, first, longest, seed);
  }

  /**
   * Before the retry of this number, from 1: between half of the doubled wait and all of it.
   *
   * @param random a stream started with {@link #seed}
   */
  Duration before(int retry, SplittableRandom random) {
    double doubled = first.toNanos() * Math.pow(2, Math.min(retry - 1, 60));
    double most = Math.min(doubled, (double) longest.toNanos());
    return Duration.ofNanos((long) (most * random.nextDouble(0.5, 1)));
  }
}

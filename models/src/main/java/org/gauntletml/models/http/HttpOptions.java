package org.gauntletml.models.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.gauntletml.models.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint is asked.
 *
 * @param connectTimeout for reaching the server
 * @param readTimeout for one whole answer
 * @param backoff before a request is sent again that got no answer, status 429 or 5xx
 * @param batch most inputs of one request; an endpoint with a fixed batch gets that many
 * @param inFlight most requests at the same time
 * @param headers of every request
 * @param queries most inputs sent altogether, those sent again included
 * @param cache folder that keeps answers; null for none
 * @param classes how many there are, for an endpoint that tells labels only; 0 where unknown
 */
public record HttpOptions(
    Duration connectTimeout,
    Duration readTimeout,
    Backoff backoff,
    int batch,
    int inFlight,
    List<SecretHeader> headers,
    long queries,
    @Nullable Path cache,
    int classes) {
  /** No headers, no budget, no cache. */
  public static final HttpOptions DEFAULT =
      new HttpOptions(
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Backoff.DEFAULT,
          64,
          4,
          List.of(),
          Long.MAX_VALUE,
          null,
          0);

  /**
   * @throws BadInput if a time-out is not positive, or a number is less than 1 (a number of
   *     classes: less than 2)
   */
  public HttpOptions {
    headers = List.copyOf(headers);
    if (connectTimeout.isNegative() || connectTimeout.isZero()) {
      throw BadInput.of("connect time-out", "a positive time", connectTimeout);
    }
    if (readTimeout.isNegative() || readTimeout.isZero()) {
      throw BadInput.of("read time-out", "a positive time", readTimeout);
    }
    if (batch < 1 || inFlight < 1 || queries < 1) {
      throw BadInput.of(
          "endpoint",
          "1 or more inputs per request, requests in flight and queries",
          batch + ", " + inFlight + " and " + queries);
    }
    if (classes != 0 && classes < 2) {
      throw BadInput.of("classes", "2 or more", classes);
    }
  }

  /** The same with these time-outs. */
  public HttpOptions patient(Duration connect, Duration read) {
    return new HttpOptions(
        connect, read, backoff, batch, inFlight, headers, queries, cache, classes);
  }

  /** The same with these waits before retries. */
  public HttpOptions retrying(Backoff waits) {
    return new HttpOptions(
        connectTimeout, readTimeout, waits, batch, inFlight, headers, queries, cache, classes);
  }

  /** The same with requests of this size, so many at a time. */
  public HttpOptions inBatches(int inputs, int atATime) {
    return new HttpOptions(
        connectTimeout, readTimeout, backoff, inputs, atATime, headers, queries, cache, classes);
  }

  /** The same with these headers. */
  public HttpOptions sending(List<SecretHeader> secrets) {
    return new HttpOptions(
        connectTimeout, readTimeout, backoff, batch, inFlight, secrets, queries, cache, classes);
  }

  /** The same with a budget. */
  public HttpOptions limitedTo(long inputs) {
    return new HttpOptions(
        connectTimeout, readTimeout, backoff, batch, inFlight, headers, inputs, cache, classes);
  }

  /** The same with answers kept in this folder. */
  public HttpOptions remembering(Path folder) {
    return new HttpOptions(
        connectTimeout, readTimeout, backoff, batch, inFlight, headers, queries, folder, classes);
  }

  /** The same with so many classes. */
  public HttpOptions telling(int count) {
    return new HttpOptions(
        connectTimeout, readTimeout, backoff, batch, inFlight, headers, queries, cache, count);
  }
}

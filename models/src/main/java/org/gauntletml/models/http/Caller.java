package org.gauntletml.models.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.NoAnswer;

/** Sends requests to one server, again where that may help. Safe for several threads. */
final class Caller {
  private static final int MOST_BYTES = 256 << 20;
  private static final int TOO_MANY = 429;

  /** A server that wants more patience than this is taken for one that does not answer. */
  private static final Duration MOST_PATIENCE = Duration.ofMinutes(5);

  private final HttpOptions options;
  private final HttpClient client;
  private final SplittableRandom random;

  Caller(HttpOptions options) {
    this.options = options;
    random = new SplittableRandom(options.backoff().seed());
    client =
        HttpClient.newBuilder()
            .connectTimeout(options.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER) // a header meant for one host stays there
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /** What became of one attempt: an answer, or why it is worth another. */
  private record Attempt(byte[] answer, String failure, Optional<Duration> patience) {
    static Attempt failed(String failure, Optional<Duration> patience) {
      return new Attempt(new byte[0], failure, patience);
    }
  }

  /**
   * @throws BadInput if the server refuses the request as such
   * @throws NoAnswer if it cannot be reached or keeps failing
   */
  byte[] get(URI uri) {
    return call(request(uri).GET().build(), () -> {});
  }

  /**
   * As {@link #get}.
   *
   * @param again runs before every attempt but the first
   */
  byte[] post(URI uri, byte[] json, Runnable again) {
    return call(
        request(uri)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(json))
            .build(),
        again);
  }

  private HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Accept", "application/json")
            .header("User-Agent", "gauntlet");
    options.headers().forEach(header -> request.header(header.name(), header.value()));
    return request;
  }

  private byte[] call(HttpRequest request, Runnable again) {
    int retries = options.backoff().retries();
    for (int retry = 0; ; retry++) {
      if (retry > 0) {
        again.run();
      }
      Attempt attempt = once(request);
      if (attempt.failure.isEmpty()) {
        return attempt.answer;
      }
      if (retry == retries) {
        throw NoAnswer.of(
                request.uri().toString(),
                "an answer",
                attempt.failure + (retries > 0 ? ", " + (retries + 1) + " times" : ""))
            .hint("Look after the server, then run the same command again");
      }
      pause(attempt.patience.orElse(backoff(retry + 1)));
    }
  }

  private synchronized Duration backoff(int retry) {
    return options.backoff().before(retry, random);
  }

  private Attempt once(HttpRequest request) {
    String who = request.uri().toString();
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request, head -> new LimitedBody(MOST_BYTES));
    try {
      return judged(who, sent.get(options.readTimeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      sent.cancel(true);
      return Attempt.failed("none within " + seconds(options.readTimeout()), Optional.empty());
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw NoAnswer.of(who, "an answer", "an interruption");
    } catch (ExecutionException e) {
      return Attempt.failed(
          reason(who, Objects.requireNonNullElse(e.getCause(), e)), Optional.empty());
    }
  }

  private static String reason(String who, Throwable cause) {
    if (cause instanceof HttpConnectTimeoutException) {
      return "no connection in time";
    }
    if (cause instanceof HttpTimeoutException) {
      return "none in time";
    }
    if (cause instanceof SSLException) {
      throw BadInput.of(who, "a server with a certificate that Java trusts", cause.toString())
          .hint("Add its authority to Java's trust store (-Djavax.net.ssl.trustStore)");
    }
    if (cause instanceof ConnectException && has(cause, UnresolvedAddressException.class)) {
      throw BadInput.of(who, "a host that exists", "an unknown one").hint("Check the address");
    }
    if (cause instanceof ConnectException) {
      return "no connection";
    }
    if (cause instanceof IOException) {
      return "a connection that broke (" + cause.getMessage() + ")";
    }
    throw new IllegalStateException("request to " + who, cause);
  }

  private static boolean has(Throwable error, Class<?> type) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (type.isInstance(e)) {
        return true;
      }
    }
    return false;
  }

  private Attempt judged(String who, HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 200) {
      return new Attempt(response.body(), "", Optional.empty());
    }
    String said = ServerText.of(response.body(), options.headers());
    String told = "status " + status + (said.isEmpty() ? "" : " (" + said + ")");
    if (status == TOO_MANY || status >= 500) {
      return Attempt.failed(told, retryAfter(who, response));
    }
    throw BadInput.of(who, "an answer with status 200", told).hint(advice(status, response));
  }

  private static String advice(int status, HttpResponse<byte[]> response) {
    return switch (status) {
      case 301, 302, 303, 307, 308 ->
          "Give the address it redirects to: "
              + response.headers().firstValue("Location").orElse("not told");
      case 401, 403 ->
          "Send credentials with --header-env, such as --header-env Authorization=MY_TOKEN";
      case 404 -> "Check the address: the name of the model, and its version";
      default -> "The server does not take such a request; check what the model expects";
    };
  }

  /** Seconds or a date, as RFC 9110 has it. */
  private static Optional<Duration> retryAfter(String who, HttpResponse<byte[]> response) {
    Optional<Duration> wait =
        response.headers().firstValue("Retry-After").flatMap(Caller::duration);
    if (wait.isPresent() && wait.get().compareTo(MOST_PATIENCE) > 0) {
      throw NoAnswer.of(
              who,
              "an answer within " + seconds(MOST_PATIENCE),
              "status " + response.statusCode() + " and the wish to wait " + seconds(wait.get()))
          .hint("Run the same command again then");
    }
    return wait;
  }

  private static Optional<Duration> duration(String text) {
    if (text.strip().matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text.strip())));
    }
    try {
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration left = Duration.between(Instant.now(), then);
      return Optional.of(left.isNegative() ? Duration.ZERO : left);
    } catch (DateTimeParseException e) {
      return Optional.empty(); // neither form: as if it were not there
    }
  }

  private static String seconds(Duration time) {
    return time.toMillis() / 1000.0 + " s";
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NoAnswer.of("endpoint", "time to wait for an answer", "an interruption");
    }
  }
}

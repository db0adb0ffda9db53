package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.cli.Options;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.http.Backoff;
import org.gauntletml.models.http.HttpOptions;
import org.gauntletml.models.http.SecretHeader;

/** The options that say how a model behind an HTTP endpoint is asked. */
final class EndpointOptions {
  private static final String HEADER = "header-env";
  private static final String CLASSES = "classes";
  private static final String BATCH = "endpoint-batch";
  private static final String IN_FLIGHT = "in-flight";
  private static final String CONNECT = "connect-timeout";
  private static final String READ = "read-timeout";
  private static final String RETRIES = "retries";
  private static final String QUERIES = "total-queries";
  private static final String CACHE = "cache";
  private static final List<String> ALL =
      List.of(HEADER, CLASSES, BATCH, IN_FLIGHT, CONNECT, READ, RETRIES, QUERIES, CACHE);

  private EndpointOptions() {}

  /** The same options with these. */
  static Options declare(Options options) {
    return options
        .addOption(
            option(
                QUERIES,
                "N",
                "endpoint: most inputs sent to it in the whole run, those sent again included;"
                    + " default: no limit"))
        .addOption(
            option(
                CACHE,
                "DIR",
                "endpoint: folder that keeps its answers, so that nothing is asked twice; not for"
                    + " models that answer at random"))
        .addOption(
            option(
                HEADER,
                "H=VAR",
                "endpoint: header of every request and the environment variable that holds its"
                    + " value, such as Authorization=MY_TOKEN; several between commas"))
        .addOption(option(CLASSES, "N", "endpoint: how many, where it tells labels only"))
        .addOption(option(BATCH, "N", "endpoint: most inputs in one request; default 64"))
        .addOption(option(IN_FLIGHT, "N", "endpoint: most requests at a time; default 4"))
        .addOption(option(CONNECT, "S", "endpoint: seconds to wait for a connection; default 10"))
        .addOption(option(READ, "S", "endpoint: seconds to wait for an answer; default 60"))
        .addOption(
            option(
                RETRIES,
                "N",
                "endpoint: how often a request is sent again that got no answer, status 429 or"
                    + " 5xx; default 5"));
  }

  /**
   * @param seed of the waits between retries
   * @param environment where secrets are
   * @throws BadInput for a value that makes no sense
   */
  static HttpOptions read(Arguments arguments, long seed, Map<String, String> environment) {
    HttpOptions standard = HttpOptions.DEFAULT;
    Backoff backoff =
        new Backoff(
            arguments.count(RETRIES, 0, standard.backoff().retries()),
            standard.backoff().first(),
            standard.backoff().longest(),
            seed);
    HttpOptions options =
        standard
            .retrying(backoff)
            .patient(
                seconds(arguments, CONNECT, standard.connectTimeout()),
                seconds(arguments, READ, standard.readTimeout()))
            .inBatches(
                arguments.count(BATCH, 1, standard.batch()),
                arguments.count(IN_FLIGHT, 1, standard.inFlight()))
            .sending(headers(arguments, environment))
            .limitedTo(
                arguments.text(QUERIES).isPresent()
                    ? arguments.count(QUERIES, 1, 1)
                    : standard.queries())
            .telling(arguments.text(CLASSES).isPresent() ? arguments.count(CLASSES, 2, 2) : 0);
    Optional<Path> cache = arguments.path(CACHE);
    return cache.isPresent() ? options.remembering(cache.get()) : options;
  }

  /**
   * Refuses these options for a model that is no endpoint.
   *
   * @throws BadInput naming the first that is there
   */
  static void refuse(Arguments arguments) {
    ALL.stream()
        .filter(option -> arguments.text(option).isPresent())
        .findFirst()
        .ifPresent(
            option -> {
              throw BadInput.of(
                  "--" + option, "a model behind an HTTP endpoint", "a model in a file");
            });
  }

  private static Duration seconds(Arguments arguments, String option, Duration otherwise) {
    return arguments
        .positive(option)
        .map(seconds -> Duration.ofMillis(Math.max(1, Math.round(1000 * seconds))))
        .orElse(otherwise);
  }

  private static List<SecretHeader> headers(Arguments arguments, Map<String, String> environment) {
    return arguments.text(HEADER).stream()
        .flatMap(text -> Stream.of(text.split(",", -1)))
        .map(text -> SecretHeader.fromEnvironment("--" + HEADER, text, environment))
        .toList();
  }
}

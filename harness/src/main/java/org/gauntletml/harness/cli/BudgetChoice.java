package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.flag;
import static org.gauntletml.harness.cli.CommandOption.option;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.cli.Options;
import org.gauntletml.harness.evaluation.Estimate;
import org.gauntletml.harness.evaluation.Evaluation;
import org.gauntletml.harness.evaluation.Protocol;
import org.gauntletml.models.BadInput;

/** What a run may cost: queries per attack and example, and time. */
final class BudgetChoice {
  private static final String QUERIES = "queries";
  private static final String TIME_LIMIT = "time-limit";
  private static final String STATEFUL = "stateful";
  private static final Pattern TIME =
      Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9}(?:\\.\\d{1,3})?)s?)?");

  private BudgetChoice() {}

  /** The same options with these. */
  static Options declare(Options options) {
    return options
        .addOption(
            option(
                QUERIES,
                "N",
                "forward passes that an attack may spend on one example, a hard limit; default:"
                    + " what the suite says, or none"))
        .addOption(
            option(
                TIME_LIMIT,
                "T",
                "of the whole run, such as 10m, 1h30m or 45s, several models in equal parts; what"
                    + " is not done by then is reported as not finished"))
        .addOption(
            flag(
                STATEFUL,
                "count the near-duplicates among the queries of black-box attacks, as a defence"
                    + " that remembers queries would; takes time and memory"));
  }

  /**
   * This protocol with the limits that were asked for.
   *
   * @throws BadInput for a limit below 1 query, or no positive time
   */
  static Protocol read(Arguments arguments, Protocol protocol) {
    Protocol limited =
        arguments.text(QUERIES).isPresent()
            ? protocol.limitedTo(arguments.count(QUERIES, 1, 1))
            : protocol;
    Optional<Duration> time = arguments.text(TIME_LIMIT).map(BudgetChoice::time);
    Protocol timed = time.isPresent() ? limited.within(time.get()) : limited;
    return arguments.has(STATEFUL) ? timed.watched() : timed;
  }

  /** The same for each of several models: the time is shared out equally. */
  static Protocol shared(Protocol protocol, int models) {
    Duration limit = protocol.timeLimit();
    return limit == null || models == 1 ? protocol : protocol.within(limit.dividedBy(models));
  }

  /** Says how long the run takes at the most, where it has a limit. */
  static void announce(Evaluation evaluation, PrintStream err) {
    Duration limit = evaluation.protocol().timeLimit();
    if (limit == null && !evaluation.protocol().limited()) {
      return;
    }
    Estimate estimate = Estimate.of(evaluation);
    String known =
        String.format(
            Locale.ROOT,
            "at most %,.0f questions and %s",
            estimate.questions(),
            words(estimate.seconds()));
    String unknown =
        estimate.unbounded().isEmpty()
            ? ""
            : ", without " + String.join(", ", estimate.unbounded()) + ", which state no limit";
    err.println(
        "gauntlet: estimate: "
            + (estimate.questions() > 0 ? known : "none")
            + unknown
            + (limit == null ? "" : "; the time limit is " + words(limit.toMillis() / 1e3))
            + "; an upper estimate, searches that succeed end sooner");
  }

  private static String words(double seconds) {
    long whole = (long) Math.ceil(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? whole / 60 + " min " + whole % 60 + " s"
            : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }

  private static Duration time(String text) {
    Matcher parts = TIME.matcher(text.strip());
    if (parts.matches()) {
      double seconds = 3600 * part(parts, 1) + 60 * part(parts, 2) + part(parts, 3);
      if (seconds > 0) {
        return Duration.ofMillis(Math.round(1000 * seconds));
      }
    }
    throw BadInput.of("--" + TIME_LIMIT, "a time such as 10m, 1h30m or 45s", '"' + text + '"');
  }

  private static double part(Matcher parts, int group) {
    String digits = parts.group(group);
    return digits == null ? 0 : Double.parseDouble(digits);
  }
}

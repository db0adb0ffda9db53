package org.gauntletml.harness.report;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.gauntletml.attacks.stateful.Sighting;
import org.gauntletml.harness.evaluation.AttackedExample;
import org.gauntletml.harness.evaluation.ExampleRecord;
import org.gauntletml.harness.evaluation.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * {@code examples.csv}: one row per attack and example, of every example, whether the attack worked
 * on it or not. A cell is empty where there is nothing to say. Text that a spreadsheet would take
 * for a formula starts with an apostrophe. The same run gives the same bytes: no times. A run with
 * attacks that only ask questions has a column for each of their checkpoints: the smallest
 * perturbation after so many queries. One in which near-duplicate queries were counted has columns
 * for these.
 */
final class ExamplesCsv {
  private static final List<String> EXAMPLE =
      List.of(
          "attack",
          "norm",
          "example",
          "id",
          "label",
          "label_name",
          "prediction",
          "prediction_name",
          "confidence",
          "status");
  private static final List<String> ATTACKED =
      List.of(
          "success",
          "adversarial_prediction",
          "adversarial_prediction_name",
          "adversarial_confidence",
          "distance",
          "queries",
          "gradient_queries",
          "first_success");

  private ExamplesCsv() {}

  static void write(RunRecord run, Appendable out) throws IOException {
    write(List.of(run), out);
  }

  /** Models that were evaluated alike one after the other; several have a column of their names. */
  static void write(List<RunRecord> runs, Appendable out) throws IOException {
    List<Long> checkpoints =
        runs.stream().flatMap(run -> run.checkpoints().stream()).distinct().sorted().toList();
    boolean watched = runs.get(0).protocol().stateful();
    boolean several = runs.size() > 1;
    try (CSVPrinter csv = new CSVPrinter(out, format(several, checkpoints, watched))) {
      for (RunRecord run : runs) {
        ClassNames names = new ClassNames(run.classNames());
        String model = text(run.provenance().modelName());
        for (Outcome outcome : Outcome.of(run)) {
          csv.printRecord(
              Stream.of(
                      several ? Stream.<@Nullable Object>of(model) : Stream.<@Nullable Object>of(),
                      example(outcome, names),
                      attacked(outcome, names),
                      distances(outcome, checkpoints),
                      watched ? nearDuplicates(outcome) : Stream.<@Nullable Object>of())
                  .flatMap(cells -> cells));
        }
      }
    }
  }

  private static CSVFormat format(boolean several, List<Long> checkpoints, boolean watched) {
    Stream<String> columns =
        Stream.of(
                several ? Stream.of("model") : Stream.<String>of(),
                EXAMPLE.stream(),
                ATTACKED.stream(),
                checkpoints.stream().map(queries -> "distance_at_" + queries),
                watched
                    ? Stream.of("near_duplicates", "first_near_duplicate")
                    : Stream.<String>of())
            .flatMap(names -> names);
    return CSVFormat.RFC4180
        .builder()
        .setRecordSeparator('\n')
        .setHeader(columns.toArray(String[]::new))
        .get();
  }

  private static Stream<@Nullable Object> example(Outcome outcome, ClassNames names) {
    ExampleRecord example = outcome.example();
    return Stream.of(
        text(outcome.attack().name()),
        outcome.attack().norm(),
        outcome.index(),
        text(example.id()),
        example.label(),
        text(names.orEmpty(example.label())),
        example.prediction(),
        text(names.orEmpty(example.prediction())),
        finite(example.confidence()),
        outcome.status());
  }

  private static Stream<@Nullable Object> attacked(Outcome outcome, ClassNames names) {
    AttackedExample attacked = outcome.attacked();
    if (attacked == null) {
      return ATTACKED.stream().map(column -> null);
    }
    boolean found = attacked.prediction() >= 0;
    return Stream.of(
        attacked.success() ? 1 : 0,
        found ? attacked.prediction() : null,
        text(names.orEmpty(attacked.prediction())),
        finite(attacked.confidence()),
        finite(attacked.distance()),
        attacked.queries(),
        attacked.gradientQueries(),
        attacked.firstSuccess() > 0 ? attacked.firstSuccess() : null);
  }

  private static Stream<@Nullable Object> distances(Outcome outcome, List<Long> checkpoints) {
    AttackedExample attacked = outcome.attacked();
    return checkpoints.stream()
        .map(queries -> attacked == null ? null : finite(attacked.trail().distanceAfter(queries)));
  }

  private static Stream<@Nullable Object> nearDuplicates(Outcome outcome) {
    AttackedExample attacked = outcome.attacked();
    Sighting seen = attacked == null ? null : attacked.trail().sighting();
    return seen == null
        ? Stream.of(null, null)
        : Stream.of(seen.nearDuplicates(), seen.first() > 0 ? seen.first() : null);
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static String text(String text) {
    return text.isEmpty() || "=+-@\t\r\n".indexOf(text.charAt(0)) < 0 ? text : "'" + text;
  }
}

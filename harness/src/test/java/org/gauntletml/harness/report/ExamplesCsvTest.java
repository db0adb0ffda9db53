package org.gauntletml.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.gauntletml.attacks.Norm;
import org.gauntletml.harness.evaluation.AttackRecord;
import org.gauntletml.harness.evaluation.AttackedExample;
import org.gauntletml.harness.evaluation.ExampleRecord;
import org.gauntletml.harness.evaluation.Protocol;
import org.gauntletml.harness.evaluation.Provenance;
import org.gauntletml.harness.evaluation.Rate;
import org.gauntletml.harness.evaluation.RunRecord;
import org.gauntletml.harness.evaluation.Trail;
import org.junit.jupiter.api.Test;

class ExamplesCsvTest {
  private static final AttackedExample BROKEN =
      new AttackedExample(0, true, 2, 0.75, 0.03, 17, 16, 9, Trail.NOTHING);
  private static final AttackedExample STANDS =
      new AttackedExample(
          1, false, -1, Double.NaN, Double.POSITIVE_INFINITY, 40, 40, 0, Trail.NOTHING);

  @Test
  void hasARowPerAttackAndExampleWithItsStatus() throws IOException {
    RunRecord run =
        run(
            List.of("cat", "dog", "frog"),
            List.of("a", "b", "c", "d"),
            List.of(List.of(BROKEN, STANDS), List.of(STANDS)));
    List<CSVRecord> rows = read(run);

    assertThat(rows.stream().map(row -> row.get("attack") + row.get("id") + row.get("status")))
        .containsExactly(
            "x0abroken",
            "x0brobust",
            "x0cmisclassified",
            "x0dnot-attacked",
            "x1abroken-before",
            "x1brobust",
            "x1cmisclassified",
            "x1dnot-attacked");
    assertThat(rows.get(0).toMap())
        .isEqualTo(
            Map.ofEntries(
                Map.entry("attack", "x0"),
                Map.entry("norm", "Linf"),
                Map.entry("example", "0"),
                Map.entry("id", "a"),
                Map.entry("label", "1"),
                Map.entry("label_name", "dog"),
                Map.entry("prediction", "1"),
                Map.entry("prediction_name", "dog"),
                Map.entry("confidence", "0.9"),
                Map.entry("status", "broken"),
                Map.entry("success", "1"),
                Map.entry("adversarial_prediction", "2"),
                Map.entry("adversarial_prediction_name", "frog"),
                Map.entry("adversarial_confidence", "0.75"),
                Map.entry("distance", "0.03"),
                Map.entry("queries", "17"),
                Map.entry("gradient_queries", "16"),
                Map.entry("first_success", "9"),
                Map.entry("distance_at_40", "")));
    assertThat(rows.get(1).toMap())
        .containsEntry("success", "0")
        .containsEntry("queries", "40")
        .containsEntry("adversarial_prediction", "")
        .containsEntry("adversarial_confidence", "")
        .containsEntry("distance", "")
        .containsEntry("first_success", "");
    assertThat(rows.get(2).toMap()).containsEntry("success", "").containsEntry("queries", "");
  }

  @Test
  void readsBackWhateverNamesHold() throws IOException {
    String odd = "two\nlines, \"quoted\" \u4e2d\u6587";
    List<CSVRecord> rows =
        read(run(List.of("x", odd, "z"), List.of(odd, "b", "c", "d"), List.of(List.of(BROKEN))));

    assertThat(rows).hasSize(4);
    assertThat(rows.get(0).get("id")).isEqualTo(odd);
    assertThat(rows.get(0).get("label_name")).isEqualTo(odd);
  }

  @Test
  void noCellOfTextStartsAFormula() throws IOException {
    List<String> hostile = List.of("=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)");
    List<CSVRecord> rows = read(run(hostile, hostile, List.of(List.of(BROKEN, STANDS))));

    assertThat(rows).extracting(row -> row.get("id")).allMatch(id -> id.startsWith("'"));
    assertThat(rows.get(0).get("id")).isEqualTo("'=cmd|'/C calc'!A0");
    assertThat(rows)
        .flatExtracting(CSVRecord::toList)
        .noneMatch(Predicate.not(String::isEmpty).and(cell -> "=+-@".indexOf(cell.charAt(0)) >= 0));
  }

  @Test
  void classesWithoutNamesAndWithoutScoresLeaveTheirCellsEmpty() throws IOException {
    AttackedExample labelOnly =
        new AttackedExample(0, true, 2, Double.NaN, 0.03, 17, 0, 9, Trail.NOTHING);
    CSVRecord row =
        read(run(List.of(), List.of("a", "b", "c", "d"), List.of(List.of(labelOnly)))).get(0);

    assertThat(row.get("label")).isEqualTo("1");
    assertThat(row.get("label_name")).isEmpty();
    assertThat(row.get("adversarial_prediction")).isEqualTo("2");
    assertThat(row.get("adversarial_confidence")).isEmpty();
  }

  @Test
  void timesDoNotChangeABit() throws IOException {
    RunRecord run = SampleRun.grey(50).record();
    List<AttackRecord> slower =
        run.attacks().stream()
            .map(
                a ->
                    new AttackRecord(
                        a.name(),
                        a.settings(),
                        a.norm(),
                        a.access(),
                        a.robust(),
                        a.examples(),
                        List.of(),
                        2 * a.seconds()))
            .toList();
    RunRecord again =
        new RunRecord(
            run.provenance(),
            run.suite(),
            run.threat(),
            run.targets(),
            run.protocol(),
            run.classNames(),
            run.examples(),
            slower,
            run.curve(),
            run.notes(),
            run.violations());

    assertThat(csv(again)).isEqualTo(csv(run));
  }

  /** Examples of class 1, the third misclassified. */
  private static RunRecord run(
      List<String> classes, List<String> ids, List<List<AttackedExample>> attacks) {
    List<ExampleRecord> examples =
        ids.stream()
            .map(id -> new ExampleRecord(id, 1, id.equals(ids.get(2)) ? 0 : 1, 0.9))
            .toList();
    List<AttackRecord> records = new java.util.ArrayList<>();
    for (List<AttackedExample> attacked : attacks) {
      records.add(
          new AttackRecord(
              "x" + records.size(),
              Map.of(),
              Norm.LINF,
              "label",
              new Rate(1, 4),
              attacked,
              List.of(),
              1));
    }
    return new RunRecord(
        new Provenance(Map.of(), Map.of(), Map.of(), Map.of()),
        null,
        SampleRun.LINF,
        null,
        Protocol.STANDARD,
        classes,
        examples,
        records,
        List.of(),
        List.of(),
        List.of());
  }

  private static String csv(RunRecord run) throws IOException {
    StringBuilder out = new StringBuilder();
    ExamplesCsv.write(run, out);
    return out.toString();
  }

  private static List<CSVRecord> read(RunRecord run) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(csv(run), format)) {
      return parser.getRecords();
    }
  }
}

package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.gauntletml.harness.report.RunDirectory;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Black-box evaluation from the command line to the report. */
class BlackBoxTest extends EvaluateFixture {
  private JsonNode json() {
    return JsonMapper.shared().readTree(temp.resolve("report/report.json"));
  }

  private Document page() throws IOException {
    return Jsoup.parse(temp.resolve("report/report.html").toFile());
  }

  private List<CSVRecord> rows() throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    Path file = temp.resolve("report").resolve(RunDirectory.EXAMPLES);
    try (CSVParser parser = CSVParser.parse(Files.readString(file), format)) {
      return parser.getRecords();
    }
  }

  private void succeeds(String line) throws IOException {
    assertThat(run(line)).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);
    try (InputStream schema =
        Objects.requireNonNull(RunDirectory.class.getResourceAsStream("report.schema.json"))) {
      List<Error> errors =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(schema, InputFormat.JSON)
              .validate(Files.readString(temp.resolve("report/report.json")), InputFormat.JSON);
      assertThat(errors).isEmpty();
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** Every figure of the curve is counted again from the rows of the CSV. */
  @Test
  void theCurveIsWhatTheExamplesSay() throws IOException {
    succeeds("--norm L2 --eps 1 --attacks square,surfree,pgd --queries 150 --individual");
    assertThat(json().at("/budget/queries").asLong()).isEqualTo(150);
    List<CSVRecord> rows = rows();
    assertThat(rows)
        .filteredOn(row -> !row.get("queries").isEmpty())
        .isNotEmpty()
        .allSatisfy(row -> assertThat(Long.parseLong(row.get("queries"))).isBetween(1L, 150L));

    for (int attack = 0; attack < 2; attack++) {
      JsonNode figures = json().at("/attacks/" + attack);
      List<CSVRecord> worked =
          rows.stream()
              .filter(row -> row.get("attack").equals(figures.get("name").asString()))
              .filter(row -> !row.get("queries").isEmpty())
              .toList();
      assertThat(figures.at("/queries/checkpoints").size()).isEqualTo(2);
      for (JsonNode checkpoint : figures.at("/queries/checkpoints")) {
        long queries = checkpoint.get("queries").asLong();
        long broken =
            worked.stream()
                .filter(row -> row.get("success").equals("1"))
                .filter(row -> Long.parseLong(row.get("first_success")) <= queries)
                .count();
        assertThat(checkpoint.at("/successRate/count").asLong()).isEqualTo(broken);
        assertThat(checkpoint.at("/successRate/total").asLong()).isEqualTo(worked.size());
        double median =
            median(
                worked.stream()
                    .map(row -> row.get("distance_at_" + queries))
                    .map(cell -> cell.isEmpty() ? Double.POSITIVE_INFINITY : Double.valueOf(cell))
                    .toList());
        JsonNode told = checkpoint.get("medianDistance");
        assertThat(told.isNull() ? Double.POSITIVE_INFINITY : told.asDouble()).isEqualTo(median);
      }
      List<Double> queries =
          worked.stream()
              .filter(row -> row.get("success").equals("1"))
              .map(row -> Double.valueOf(row.get("first_success")))
              .toList();
      assertThat(queries).isNotEmpty();
      assertThat(figures.at("/queries/median").asDouble()).isEqualTo(median(queries));
      assertThat(figures.at("/queries/mean").asDouble())
          .isEqualTo(queries.stream().mapToDouble(q -> q).average().orElseThrow());
      assertThat(figures.at("/queries/examples").size()).isEqualTo(worked.size());
    }
    assertThat(json().at("/attacks/2/queries").isNull()).isTrue();
    assertThat(recorded.out()).containsPattern("(?m)^surfree +[\\d.]+ +[\\d.]+ +\\S+ +\\S+$");
  }

  @Test
  void theReportDrawsALineForEachAttack() throws IOException {
    succeeds("--norm L2 --eps 1 --attacks square,surfree --queries 150 --individual");
    Document page = page();
    assertThat(page.select("#queries polyline title").eachText())
        .containsExactly("square", "surfree");
    for (String corners : page.select("#queries polyline").eachAttr("points")) {
      double[] x =
          Arrays.stream(corners.split(" ", -1))
              .mapToDouble(corner -> Double.parseDouble(corner.split(",", -1)[0]))
              .toArray();
      double[] y =
          Arrays.stream(corners.split(" ", -1))
              .mapToDouble(corner -> Double.parseDouble(corner.split(",", -1)[1]))
              .toArray();
      assertThat(x).isSorted();
      assertThat(y).isSortedAccordingTo((a, b) -> Double.compare(b, a));
      assertThat(y[0]).isGreaterThan(y[y.length - 1]);
    }
    assertThat(page.select("#queries .checkpoints thead th").eachText())
        .containsExactly("After so many queries", "100", "150", "No start");
    assertThat(page.select(".facts").text()).contains("at most 150 queries per attack");
    assertThat(page.select("#provenance").text()).contains("at most 150 per attack and example");
  }

  @Test
  void anAttackThatEndsBeforeTheBudgetSaysSo() throws IOException {
    succeeds("--attacks gaussian-noise --norm L2 --eps 1 --queries 150 --examples 6 --no-curve");
    assertThat(json().at("/notes/0").asString())
        .isEqualTo("gaussian-noise ends after 100 queries by its own settings, before the budget.");
  }

  @Test
  void withoutABlackBoxAttackThereIsNoCurve() throws IOException {
    succeeds("--attacks fgsm --examples 6 --no-curve");
    assertThat(page().select("#queries")).isEmpty();
    assertThat(rows().get(0).toMap().keySet()).noneMatch(name -> name.startsWith("distance_at_"));
  }

  @ParameterizedTest
  @CsvSource({"--access label", "--decimals 2 --top-k 3", "--stateful"})
  void theSameCommandGivesTheSameBytes(String options) throws IOException {
    String attacks = options.contains("label") ? "surfree" : "square,surfree";
    List<String> csv = new ArrayList<>();
    List<JsonNode> figures = new ArrayList<>();
    for (int again = 0; again < 2; again++) {
      succeeds(
          "--overwrite --norm L2 --eps 1 --queries 60 --examples 8 --no-curve --attacks "
              + attacks
              + " "
              + options);
      csv.add(Files.readString(temp.resolve("report/examples.csv")));
      figures.add(json().at("/attacks/0/queries"));
    }
    assertThat(csv.get(1)).isEqualTo(csv.get(0));
    assertThat(figures.get(1)).isEqualTo(figures.get(0));
  }

  @Test
  void theBlackBoxSuiteHasABudgetThatTheCommandLineMayLower() throws IOException {
    succeeds("--suite black-box --norm L2 --eps 2 --examples 4 --queries 40 --no-curve");
    assertThat(json().at("/suite/name").asString()).isEqualTo("black-box");
    assertThat(json().at("/budget/queries").asLong()).isEqualTo(40);
    assertThat(json().get("attacks").valueStream().map(a -> a.get("name").asString()))
        .containsExactly(
            "uniform-noise", "gaussian-noise", "square", "simba", "hopskipjump", "surfree");
    assertThat(recorded.err()).contains("gauntlet: estimate: at most 960 questions");
  }

  @Test
  void anAdversaryMayHaveLessThanTheModelGives() throws IOException {
    assertThat(run("--access label --norm L2 --eps 1 --attacks square"))
        .isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(recorded.err())
        .contains("attack square: expected a model that gives score access, got one that gives");
    succeeds(
        "--access label --on-missing-access skip --norm L2 --eps 1 --queries 50 --attacks"
            + " square,surfree");
    assertThat(json().at("/notes/0").asString())
        .isEqualTo("square was not run: it needs score access and the model gives label access.");
    assertThat(json().at("/provenance/model/access").asString())
        .isEqualTo("label, restricted from gradient");
    assertThat(rows()).allSatisfy(row -> assertThat(row.get("confidence")).isEmpty());
  }

  @Test
  void aTargetThatNeedsNoScoresCanBeAimedAtWithLabelsOnly() throws IOException {
    succeeds(
        "--access label --norm L2 --attacks surfree --targets random --queries 200 --examples 8"
            + " --no-curve");
    assertThat(json().at("/worstCase/successRate/count").asInt()).isPositive();
    assertThat(json().at("/violations").size()).isZero();
  }

  @Test
  void roundedAndFewScoresAreSaidAndChangeNoLabel() throws IOException {
    String line = "--norm L2 --eps 1 --queries 80 --attacks square --examples 24 --no-curve";
    succeeds(line);
    JsonNode full = json();
    succeeds(line + " --overwrite --decimals 2 --top-k 2");
    assertThat(json().get("cleanAccuracy")).isEqualTo(full.get("cleanAccuracy"));
    assertThat(json().at("/provenance/model/access").asString())
        .isEqualTo("score, restricted from gradient");
    assertThat(json().at("/provenance/model/decimals of scores").asString()).isEqualTo("2");
    assertThat(json().at("/provenance/model/scores told").asString()).isEqualTo("the 2 largest");
    assertThat(json().at("/worstCase/successRate/count").asInt()).isPositive();
    assertThat(json().at("/violations").size()).isZero();
  }

  @Test
  void nearDuplicateQueriesAreCountedWhenAskedFor() throws IOException {
    succeeds("--norm L2 --eps 1 --queries 80 --attacks simba,gaussian-noise --stateful");
    JsonNode simba = json().at("/attacks/0/queries/stateful");
    JsonNode noise = json().at("/attacks/1/queries/stateful");
    assertThat(simba.get("share").asDouble()).isGreaterThan(0.9);
    assertThat(simba.get("medianFirst").asDouble()).isEqualTo(2);
    assertThat(noise.get("share").asDouble()).isLessThan(0.1);
    long counted =
        rows().stream()
            .filter(row -> row.get("attack").equals("simba"))
            .map(row -> row.get("near_duplicates"))
            .filter(cell -> !cell.isEmpty())
            .mapToLong(Long::parseLong)
            .sum();
    assertThat(simba.get("nearDuplicates").asLong()).isEqualTo(counted);
    assertThat(page().select("#queries").text()).contains("Near-duplicates");
  }

  /** Over before the first attack: nothing is called robust, and the exit status is no error. */
  @Test
  void whatThereWasNoTimeForIsNotCalledRobust() throws IOException {
    succeeds("--time-limit 0.001s --attacks square,pgd --examples 10");
    int correct = json().at("/cleanAccuracy/count").asInt();
    assertThat(json().get("undecided").asInt()).isEqualTo(correct);
    assertThat(json().at("/attacks/0/notFinished").asInt()).isEqualTo(correct);
    assertThat(json().at("/budget/seconds").asDouble()).isEqualTo(0.001);
    assertThat(rows()).extracting(row -> row.get("status")).doesNotContain("robust");
    assertThat(rows())
        .filteredOn(row -> row.get("status").equals("not-finished"))
        .hasSize(2 * correct);
    assertThat(page().select("#summary .robust .value").text()).startsWith("\u2264");
    assertThat(page().select("#summary .caution").text()).contains("no evidence of robustness");
    assertThat(page().select("#summary .key").text()).contains(correct + " undecided");
    assertThat(recorded.out().replaceAll("\\s+", " ")).contains("no evidence of robustness");
    assertThat(recorded.err()).contains("the time limit is 1 s");
    assertThat(json().at("/notes/0").asString())
        .isEqualTo(
            "square: the time limit came before it was done with %d of %d examples; its success"
                    .formatted(correct, correct)
                + " rate is no measure of it.");
    assertThat(page().select("#attacks tbody td").eachText()).doesNotContain("-%");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--queries 0 | --queries: expected a whole number from 1 to 2147483647, got \"0\".",
        "--queries -5 | --queries: expected a whole number from 1 to 2147483647, got \"-5\".",
        "--queries many | --queries: expected a whole number",
        "--time-limit 0 | --time-limit: expected a time such as 10m, 1h30m or 45s, got \"0\".",
        "--time-limit -5m | got \"-5m\".",
        "--time-limit soon | got \"soon\".",
        "--access none | --access: expected a level of access, got \"none\". Known are gradient,"
            + " score, label.",
        "--access label --decimals 2 | --decimals and --top-k: expected --access score, got"
            + " --access label.",
        "--decimals 0 | --decimals: expected a whole number from 1",
        "--decimals 12 | decimals: expected 1 to 9, got 12.",
        "--top-k 11 | top scores: expected 1 to 10, the classes, got 11.",
        "--votes 0 | --votes: expected a whole number from 1",
        "--queries 5 --targets all | attack fgsm: expected a budget of 9 or more queries per"
            + " example, 1 for each of 9 targets, got 0 for each.",
        "--queries 5 --attacks surfree --norm L2 | attack surfree: expected a budget of 8 or more"
            + " queries per example, got 5. It needs so many to begin.",
        "--access label --attacks surfree --norm L2 --targets least-likely | targets: expected a"
            + " model that gives scores, got label access."
      })
  void aMistakeIsRefused(String line, String message) throws IOException {
    refused(line, message);
  }
}

package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gauntletml.attacks.catalog.AttackCatalog;
import org.gauntletml.attacks.catalog.AttackEntry;
import org.gauntletml.harness.evaluation.SuiteFile;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Suites from the command line to the report. */
class SuiteOptionsTest extends EvaluateFixture {
  private Path suite(String... lines) throws IOException {
    return Files.write(temp.resolve("my.yaml"), List.of(lines));
  }

  private JsonNode json() {
    return JsonMapper.shared().readTree(temp.resolve("report/report.json"));
  }

  private void succeeds(String line) {
    assertThat(run(line)).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);
  }

  private String small(int classes) throws IOException {
    int[] labels = {0, 1, 0, 1, 0, 1};
    Path data = data(Nd4j.linspace(0, 1, 30).castTo(few.inputs().dataType()).reshape(6, 5), labels);
    return " --model " + model(dense(5, classes, Activation.TANH)) + " --data " + data;
  }

  @Test
  void aSuiteIsQuotedInEveryReport() throws IOException {
    Path mine = suite("name: mine", "version: 2", "attacks: [{attack: pgd, settings: {steps: 3}}]");
    succeeds("--suite " + mine);
    String hash = SuiteFile.read(mine, AttackCatalog.builtIn()).citation().sha256();

    assertThat(recorded.out()).contains("Suite mine-v2, SHA-256 " + hash.substring(0, 16));
    assertThat(json().at("/suite/name").asString()).isEqualTo("mine");
    assertThat(json().at("/suite/version").asInt()).isEqualTo(2);
    assertThat(json().at("/suite/sha256").asString()).isEqualTo(hash);
    assertThat(json().at("/attacks/0/settings/steps").asString()).isEqualTo("3");
    assertThat(json().at("/provenance/run/command").asString())
        .startsWith("gauntlet evaluate --suite " + mine + " --examples 24 --no-curve --out ");
    assertThat(Jsoup.parse(temp.resolve("report/report.html").toFile()).text())
        .contains("suite mine-v2", hash);
  }

  @Test
  void aTargetedEvaluationSaysSoEverywhere() throws IOException {
    succeeds("--targets runner-up --attacks fgsm --eps 16/255");
    assertThat(json().get("targets").asString()).isEqualTo("runner-up");
    assertThat(json().at("/provenance/run/targets").asString()).isEqualTo("runner-up");
    assertThat(recorded.out().replaceAll("\\s+", " "))
        .contains("make the model take the example for the class it finds second most likely.");
    assertThat(Jsoup.parse(temp.resolve("report/report.html").toFile()).text())
        .contains(
            "targets: runner-up",
            "An attack succeeds if it can make the model take the example for the class it finds"
                + " second most likely.");
    succeeds("--overwrite --attacks fgsm --eps 16/255");
    assertThat(json().get("targets").isNull()).isTrue();
  }

  @Test
  void attacksByNameAreNoSuite() {
    succeeds("--attacks fgsm");
    assertThat(json().get("suite").isNull()).isTrue();
    assertThat(recorded.out()).doesNotContain("Suite");
  }

  @Test
  void aSuiteMayWantEveryAttackOnEveryExample() throws IOException {
    String attacks = "attacks: [fgsm, {attack: pgd, settings: {steps: 3}}]";
    succeeds("--suite " + suite("name: mine", attacks));
    JsonNode cascade = json();
    succeeds("--overwrite --suite " + suite("name: mine", "individual: true", attacks));
    JsonNode individual = json();
    succeeds("--overwrite --individual --suite " + suite("name: mine", attacks));

    assertThat(individual.at("/attacks/1/result/successRate/total").asInt())
        .isGreaterThan(cascade.at("/attacks/1/result/successRate/total").asInt())
        .isEqualTo(json().at("/attacks/1/result/successRate/total").asInt());
    assertThat(individual.get("robustAccuracy")).isEqualTo(cascade.get("robustAccuracy"));
  }

  @Test
  void theStandardSuiteIsAtLeastAsStrongAsTheQuickOne() {
    succeeds("--eps 4/255 --examples 12 --no-curve");
    int quick = json().at("/robustAccuracy/count").asInt();
    succeeds("--overwrite --eps 4/255 --examples 12 --no-curve --suite standard");
    assertThat(json().at("/attacks").size()).isEqualTo(4);
    assertThat(json().at("/robustAccuracy/count").asInt()).isLessThanOrEqualTo(quick);
  }

  @Test
  void minimumNormAttacksNeedNoEpsilonAndServeEvery() throws IOException {
    Path few = suite("name: few", "attacks: [{attack: fab, settings: {steps: 5}}]");
    succeeds("--norm L2 --examples 8 --suite " + few);
    assertThat(json().at("/threatModel/epsilon").isNull()).isTrue();
    assertThat(json().at("/curve").size()).isEqualTo(25);
    assertThat(json().at("/curve/24/robustAccuracy/count").asInt()).isZero();
    assertThat(recorded.err()).doesNotContain(" at eps ", "for the curve");

    succeeds("--norm L2 --examples 8 --eps 0.5 --overwrite --suite " + few);
    assertThat(json().at("/threatModel/epsilon/text").asString()).isEqualTo("0.5");
    assertThat(json().at("/curve").size()).isEqualTo(9);
    assertThat(recorded.err()).doesNotContain(" at eps ", "for the curve");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void fewClassesWorkAndTheReportSaysWhichLossStandsIn(int classes) throws IOException {
    for (String norm : List.of("Linf", "L2", "L1")) {
      succeeds("--overwrite --eps 1 --suite standard --norm " + norm + small(classes));
      assertThat(json().at("/notes").size()).isEqualTo(1);
      assertThat(json().at("/notes/0").asString())
          .isEqualTo("apgd-t: margin stands in for dlr, undefined for " + classes + " classes.");
      assertThat(recorded.out()).contains("apgd-t: margin stands in for dlr");
      assertThat(json().at("/violations").size()).isZero();
      Files.delete(temp.resolve("model.zip"));
    }
  }

  @Test
  void anAttackAboveTheModelsAccessFailsOrIsSkippedAsAsked() throws IOException {
    String scores = " --model " + model(withoutGradients());
    assertThat(run("--suite standard" + scores)).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(recorded.err())
        .contains(
            "attack apgd-ce: expected a model that gives gradient access",
            "--on-missing-access skip");
    assertThat(run("--attacks fgsm,pgd --on-missing-access skip" + scores))
        .isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(recorded.err())
        .contains("expected an attack that score access to the model is enough for");
  }

  @Test
  void whatIsSkippedIsNoted() throws IOException {
    Path mine = suite("name: mine", "attacks: [fgsm, uniform-noise]");
    succeeds("--on-missing-access skip --suite " + mine + " --model " + model(withoutGradients()));
    String note = "fgsm was not run: it needs gradient access and the model gives score access.";
    assertThat(json().at("/notes/0").asString()).isEqualTo(note);
    assertThat(json().at("/attacks").size()).isEqualTo(1);
    assertThat(recorded.out()).contains("- fgsm was not run: it needs gradient access");
    assertThat(Jsoup.parse(temp.resolve("report/report.html").toFile()).text()).contains(note);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--suite standart | --suite: expected a suite or the path of one, got \"standart\". Did you"
            + " mean standard?",
        "--suite nowhere/my.yaml | nowhere/my.yaml: expected a suite file, got no such file.",
        "--suite quick --attacks fgsm | command line: expected --suite or --attacks, got both.",
        "--suite standard --norm L0 | suite standard: expected one of the norms it has attacks for,"
            + " [Linf, L2, L1], got L0.",
        "--suite quick --norm L0 | suite quick, attack fgsm: expected one of the norms",
        "--attacks pgd-adam --norm L2 | attack pgd-adam: expected one of the norms [Linf], got L2.",
        "--attacks fgsm, | --attacks: expected names between commas",
        "--targets | --targets: expected a value, got none.",
        "--targets nearest | --targets: expected the number of a class or a way to choose one, got"
            + " \"nearest\". Known are least-likely, runner-up, random, all.",
        "--targets 10 | expected 0 to 9, got 10.",
        "--targets 7 | expected a class other than the true one, got 7.",
        "--on-missing-access ignore | --on-missing-access: expected a mode, got \"ignore\". Known"
            + " are fail, skip."
      })
  void aMistakeIsRefused(String line, String message) throws IOException {
    refused(line, message);
  }

  @Test
  void aSuiteFileWithAMistakeIsRefused() throws IOException {
    Path mine = suite("name: mine", "attacks: [{attack: pgd, settings: {restarts: 0}}]");
    refused(
        "--suite " + mine,
        "my.yaml, attack pgd, PGD: expected 1 or more steps and restarts, got 40 and 0.");
  }

  private String listed(String... words) {
    Recorded listing = new Recorded();
    assertThat(new Gauntlet(Gauntlet.COMMANDS, listing.console()).run(List.of(words)))
        .as(listing.err())
        .isEqualTo(ExitStatus.SUCCESS);
    assertThat(listing.out().lines()).allMatch(line -> line.length() <= 90);
    return listing.out();
  }

  @Test
  void suitesAreListedAndShown() throws IOException {
    assertThat(listed("suites"))
        .contains("quick-v1", "standard-v1", "minimum-norm-v1", "paranoid-v1", "apgd-ce,");
    Path copy =
        Files.writeString(temp.resolve("copy.yaml"), listed("suites", "--show", "standard"));
    assertThat(SuiteFile.read(copy, AttackCatalog.builtIn()).citation())
        .isEqualTo(SuiteFile.builtIn("standard", AttackCatalog.builtIn()).citation());
  }

  @Test
  void theSettingsOfEveryAttackAreListed() {
    for (AttackEntry entry : AttackCatalog.builtIn().all()) {
      assertThat(listed("attacks", "--show", entry.name())).startsWith("Setting ");
    }
    assertThat(listed("attacks", "--show", "apgd-ce"))
        .containsPattern("(?m)^Setting +Linf +L2 +L1$")
        .containsPattern("(?m)^restarts +1 +1 +5$")
        .containsPattern("(?m)^loss +cross-entropy +cross-entropy +cross-entropy$");
  }
}

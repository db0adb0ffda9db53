package org.gauntletml.harness.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.gauntletml.harness.evaluation.Comparison;
import org.gauntletml.harness.evaluation.PairedDifference;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.data.Dataset;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ComparisonReportTest {
  private static final Dataset DATA = SampleRun.data("grey", 100, InputSpec.unit(1, 8, 8));
  private static final Comparison PAIR =
      new Comparison(List.of(run("weak <net>", 0.4, 0.8), run("strong net", 0.1, 0.2)));

  @TempDir Path temp;

  private static Run run(String name, double fgsm, double pgd) {
    return SampleRun.named(
        SampleRun.of(DATA, SampleRun.LINF, SampleRun.twoAttacks(fgsm, pgd)), name);
  }

  private Path written() throws IOException {
    Path folder = temp.resolve("report");
    RunDirectory.open(folder, false).write(PAIR);
    return folder;
  }

  @Test
  void countsExampleByExample() {
    PairedDifference robust = PAIR.robust(1);
    int strong = PAIR.records().get(1).robustAccuracy().count();
    int weak = PAIR.records().get(0).robustAccuracy().count();
    assertThat(robust.total()).isEqualTo(100);
    assertThat(robust.both() + robust.gained()).isEqualTo(strong);
    assertThat(robust.both() + robust.lost()).isEqualTo(weak);
    assertThat(robust.low()).isPositive();
    assertThat(PAIR.clean(1).value()).isZero();
    assertThat(PAIR.robust(0).value()).isZero();
  }

  @Test
  void tellsWhichIsMoreRobust() {
    List<String> lines = ComparisonText.render(PAIR).lines().toList();
    assertThat(lines).allMatch(line -> line.length() <= 80);
    assertThat(lines).anyMatch(line -> line.startsWith("A: weak <net>"));
    assertThat(String.join(" ", lines))
        .contains("B is more robust than A against these attacks: +")
        .containsPattern("pgd +" + Figures.percent(PAIR.records().get(0).robustAccuracy()));
  }

  @Test
  void aDifferenceThatChanceMakesIsNoneToTell() {
    Comparison even = new Comparison(List.of(run("one", 0.4, 0.5), run("two", 0.4, 0.5)));
    assertThat(ComparisonText.render(even).replaceAll("\\s+", " "))
        .contains("do not tell whether B or A is more robust: +0.0 points");
  }

  @Test
  void thePageShowsAllModels() throws IOException {
    Document page = Jsoup.parse(written().resolve(RunDirectory.PAGE));
    assertThat(page.select("#overview tbody tr")).hasSize(2);
    assertThat(page.select("#overview tbody tr").get(0).text()).contains("A weak <net> 93.0%");
    assertThat(page.select("#overview .finding").text()).startsWith("B is more robust than A");
    assertThat(page.select("#curves polyline")).hasSize(2);
    assertThat(page.select("#by-attack tbody tr")).hasSize(3);
    assertThat(page.select("#summary-a, #gallery-a, #summary-b, #gallery-b, #provenance-b"))
        .hasSize(5);
    List<String> ids = page.select("[id]").eachAttr("id");
    assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
    assertThat(page.select("[href^=#]").eachAttr("href"))
        .allMatch(target -> ids.contains(target.substring(1)));
    assertThat(page.select("script, link[rel=stylesheet]")).isEmpty();
    assertThat(page.select("h1")).hasSize(1);
  }

  @Test
  void theFilesTellTheModelsApart() throws IOException {
    Path folder = written();
    List<String> rows = Files.readAllLines(folder.resolve(RunDirectory.EXAMPLES));
    assertThat(rows.get(0)).startsWith("model,attack,norm,example,");
    assertThat(rows).hasSize(1 + 2 * 2 * 100);
    assertThat(rows.get(1)).startsWith("weak <net>,fgsm,Linf,0,");
    assertThat(rows.get(201)).startsWith("strong net,fgsm,Linf,0,");

    String text = Files.readString(folder.resolve(RunDirectory.JSON));
    assertThat(JsonReportTest.errors(text)).isEmpty();
    JsonNode json = JsonMapper.shared().readTree(text);
    assertThat(json.at("/models/1/provenance/model/name").asString()).isEqualTo("strong net");
    assertThat(json.at("/differences/0/robustAccuracy/value").asDouble())
        .isEqualTo(PAIR.robust(1).value());
    assertThat(json.at("/differences/0/robustAccuracy/p").asDouble()).isLessThan(0.001);

    byte[] arrays = Files.readAllBytes(folder.resolve(RunDirectory.ADVERSARIAL));
    assertThat(new String(arrays, java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains("model.npy");
  }

  @Test
  void onlyWhatWasEvaluatedAlikeIsCompared() {
    Run other =
        SampleRun.named(
            SampleRun.of(
                SampleRun.data("grey", 90, InputSpec.unit(1, 8, 8)),
                SampleRun.LINF,
                SampleRun.twoAttacks(0.4, 0.5)),
            "other");
    assertThatThrownBy(() -> new Comparison(List.of(PAIR.runs().get(0), other)))
        .hasMessageContaining("other was evaluated otherwise");
    assertThatThrownBy(() -> new Comparison(List.of(other, other)))
        .hasMessageContaining("two models are called other");
    assertThatThrownBy(() -> new Comparison(List.of(other))).hasMessageContaining("two runs");
  }
}

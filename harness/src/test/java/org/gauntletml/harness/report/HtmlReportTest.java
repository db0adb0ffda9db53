package org.gauntletml.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.harness.evaluation.AttackRecord;
import org.gauntletml.harness.evaluation.AttackedExample;
import org.gauntletml.harness.evaluation.ExampleRecord;
import org.gauntletml.harness.evaluation.Provenance;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.harness.evaluation.RunRecord;
import org.gauntletml.harness.evaluation.Trail;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.data.Dataset;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static final Run RUN = SampleRun.grey(100);
  private static final Document PAGE = page(RUN);

  @Test
  void saysTheResultFirst() {
    RunRecord run = RUN.record();
    assertThat(PAGE.title()).isEqualTo("Robustness of sample network | Gauntlet");
    assertThat(PAGE.select(".facts span").eachText())
        .containsExactly(
            "grey", "100 examples", "Linf \u2264 8/255", "suite quick-v1", "2 attacks");
    assertThat(PAGE.select("#attacks .note").eachText())
        .anyMatch(note -> note.contains("quick-v1") && note.contains(SampleRun.SUITE.sha256()))
        .contains("square was not run: it needs score access and the model gives label access.");
    assertThat(PAGE.select("#summary .value").eachText())
        .containsExactly("93.0%", Figures.percent(run.robustAccuracy()) + "%");
    assertThat(PAGE.select("#summary .finding").text())
        .contains("recognises 93 of 100")
        .contains("change every input value by at most 8/255 (0.0314)")
        .contains(run.robustAccuracy().count() + " are left.");
    assertThat(PAGE.select("#summary .caution").text()).contains("upper bound");
    assertThat(PAGE.select("#violations")).isEmpty();
    assertThat(PAGE.select("section").eachAttr("id"))
        .containsExactly(
            "summary",
            "attacks",
            "curve",
            "gallery",
            "classes",
            "effort",
            "limits",
            "guide",
            "provenance");
  }

  @Test
  void hasTheTableOfTheConsole() {
    List<List<String>> rows =
        PAGE.select("#attacks tbody tr").stream().map(row -> row.children().eachText()).toList();
    List<ResultRow> results = ResultRow.of(RUN.record());

    assertThat(rows).hasSize(3);
    for (int i = 0; i < rows.size(); i++) {
      ResultRow row = results.get(i);
      assertThat(rows.get(i))
          .containsExactly(
              row.attack(),
              "Linf",
              "8/255",
              "93.0%",
              Figures.percent(row.robust()) + "%",
              Figures.interval(row.robust()),
              Figures.percent(row.success()) + "%",
              "0.0314",
              Figures.count(row.queries()),
              Figures.count(row.gradientQueries()),
              Figures.seconds(row.seconds()));
    }
    assertThat(rows.get(2).get(0)).isEqualTo("worst case");
    assertThat(PAGE.select("#attacks thead th")).hasSameSizeAs(rows.get(0));
  }

  @Test
  void drawsTheCurveInsideItsFrame() {
    Element chart = PAGE.expectFirst("#curve svg");
    String[] corners = chart.expectFirst("polyline").attr("points").split(" ", -1);

    assertThat(corners).hasSize(7);
    double last = CurveChart.LEFT - 1;
    for (String corner : corners) {
      double x = Double.parseDouble(corner.split(",", -1)[0]);
      double y = Double.parseDouble(corner.split(",", -1)[1]);
      assertThat(x).isGreaterThan(last).isLessThanOrEqualTo(CurveChart.RIGHT);
      assertThat(y).isBetween((double) CurveChart.TOP, (double) CurveChart.BOTTOM);
      last = x;
    }
    assertThat(chart.expectFirst("polygon").attr("points").split(" ", -1)).hasSize(14);
    assertThat(chart.select(".point text").get(0).text()).isEqualTo("epsilon 0: 93.0% (86.3-96.6)");
    assertThat(PAGE.select("#curve tbody tr")).hasSize(7);
  }

  @Test
  void showsTheVeryPixels() throws IOException {
    assertThat(PAGE.select("#gallery .exhibit")).hasSize(24);
    assertThat(PAGE.select("#gallery img")).hasSize(72);
    Exhibit first = Gallery.of(RUN).exhibits().get(0);
    float[] original = RUN.original(first.attacked().example());
    BufferedImage shown = image(PAGE.select("#gallery img").get(0));

    assertThat(shown.getWidth()).isEqualTo(112);
    assertThat(shown.getHeight()).isEqualTo(112);
    int[] expected = new int[112 * 112];
    for (int i = 0; i < expected.length; i++) {
      int level = Math.round(255 * original[i / 112 / 14 * 8 + i % 112 / 14]);
      expected[i] = 0xff000000 | level * 0x010101;
    }
    assertThat(shown.getRGB(0, 0, 112, 112, null, 0, 112)).isEqualTo(expected);
    assertThat(PAGE.select("#gallery figcaption").get(1).text()).isEqualTo("change \u00d731.9");
  }

  @Test
  void showsColourInItsChannels() throws IOException {
    Run run =
        SampleRun.of(
            SampleRun.data("rgb", 12, InputSpec.unit(3, 8, 8)),
            ThreatModel.within(Norm.L2, Epsilon.of(1)),
            SampleRun.twoAttacks(1, 0));
    Document page = page(run);
    float[] original = run.original(Gallery.of(run).exhibits().get(0).attacked().example());
    int pixel = image(page.select("#gallery img").get(0)).getRGB(0, 0);

    assertThat(pixel >> 16 & 255).isEqualTo(Math.round(255 * original[0]));
    assertThat(pixel >> 8 & 255).isEqualTo(Math.round(255 * original[64]));
    assertThat(pixel & 255).isEqualTo(Math.round(255 * original[128]));
    assertThat(page.select("#gallery .lead").text()).contains("drawn around grey");
  }

  @Test
  void needsNothingButItself() {
    String html = PAGE.outerHtml();
    assertThat(PAGE.select("script, link[rel=stylesheet], iframe, object, embed, base")).isEmpty();
    assertThat(PAGE.select("[src]").eachAttr("src")).allMatch(s -> s.startsWith("data:image/png"));
    assertThat(PAGE.select("[href]").eachAttr("href")).allMatch(s -> s.equals("data:,"));
    assertThat(html).doesNotContain("http:").doesNotContain("https:").doesNotContain("url(");
    assertThat(PAGE.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
        .startsWith("default-src 'none'");
  }

  @Test
  void canBeReadWithoutSeeing() {
    assertThat(PAGE.select("html").attr("lang")).isEqualTo("en");
    assertThat(PAGE.select("img")).allMatch(image -> !image.attr("alt").isBlank());
    assertThat(PAGE.select("th")).allMatch(header -> header.hasAttr("scope"));
    assertThat(PAGE.select("svg[role=img]")).allMatch(svg -> !svg.attr("aria-label").isBlank());
    assertThat(PAGE.select("h1")).hasSize(1);
  }

  @Test
  void namesAreTextWhateverTheyHold() {
    String evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    Dataset plain = SampleRun.data("x", 12, InputSpec.unit(1, 8, 8));
    Dataset data =
        new Dataset(
            evil,
            plain.spec(),
            plain.inputs(),
            plain.labels(),
            plain.ids().stream().map(id -> evil + id).toList(),
            List.of(evil, evil, evil));
    Run sample = SampleRun.of(data, SampleRun.LINF, Map.of(evil, 0.8));
    RunRecord r = sample.record();
    Provenance origin =
        new Provenance(Map.of("name", evil, evil, evil), Map.of(evil, evil), Map.of(), Map.of());
    Document page =
        page(
            new Run(
                new RunRecord(
                    origin,
                    r.suite(),
                    r.threat(),
                    r.targets(),
                    r.protocol(),
                    r.classNames(),
                    r.examples(),
                    r.attacks(),
                    r.curve(),
                    List.of(evil),
                    List.of(evil)),
                data,
                sample.evidence()));

    assertThat(page.select("script")).isEmpty();
    assertThat(page.select("[onerror], img[src=x]")).isEmpty();
    assertThat(page.expectFirst("h1").text()).isEqualTo(evil);
    assertThat(page.select(".was").get(0).ownText()).isEqualTo(evil);
    assertThat(page.select("img").get(0).attr("alt")).contains(evil);
    assertThat(page.select("#violations li").text()).isEqualTo(evil);
  }

  @Test
  void violationsComeBeforeTheResult() {
    Document page =
        page(SampleRun.violated(RUN, List.of("pgd on example 3: the true label again", "b")));

    assertThat(page.select("section").get(0).id()).isEqualTo("violations");
    assertThat(page.select("#violations h2").text()).startsWith("2 violations");
    assertThat(page.select("#violations li").eachText())
        .containsExactly("pgd on example 3: the true label again", "b");
  }

  @Test
  void aRunThatBrokeNothingSaysSo() {
    Document page =
        page(
            SampleRun.of(
                SampleRun.data("firm", 20, InputSpec.unit(1, 8, 8)),
                SampleRun.LINF,
                SampleRun.twoAttacks(0, 0)));

    assertThat(page.select("#gallery").text()).contains("No attack broke an example");
    assertThat(page.select("#effort")).isEmpty();
    assertThat(page.select("#attacks .worst").text()).contains("0.0%").contains(" - ");
    assertThat(page.text()).doesNotContain("NaN").doesNotContain("null").doesNotContain("Infinity");
  }

  @Test
  void tabularDataShowsTheLargestChanges() {
    Run run =
        SampleRun.of(
            SampleRun.data("table", 40, new InputSpec(List.of(13L), -3, 12)),
            ThreatModel.within(Norm.L2, Epsilon.of(2)),
            SampleRun.twoAttacks(0.5, 0.5));
    Document page = page(run);
    Exhibit first = Gallery.of(run).exhibits().get(0);

    assertThat(page.select("#gallery img")).isEmpty();
    assertThat(page.select("#gallery .exhibit")).hasSize(12);
    Element table = page.expectFirst("#gallery table");
    assertThat(table.select("tbody tr")).hasSize(6);
    assertThat(table.select("tbody tr").get(0).children().eachText())
        .containsExactly(
            first.changes().get(0).feature(),
            Figures.number(first.changes().get(0).before()),
            Figures.number(first.changes().get(0).after()),
            first.changes().get(0).text());
    assertThat(first.changes()).isSortedAccordingTo((a, b) -> Double.compare(b.size(), a.size()));
    assertThat(Integer.parseInt(first.changes().get(0).feature())).isBetween(0, 12);
  }

  @Test
  void featuresAreCalledByTheirNames() {
    Dataset plain = SampleRun.data("table", 40, new InputSpec(List.of(3L), -3, 12));
    Dataset named =
        new Dataset(
            plain.name(),
            plain.spec(),
            plain.inputs(),
            plain.labels(),
            plain.ids(),
            plain.classNames(),
            List.of("age", "height", "<b>weight</b>"));
    Run run =
        SampleRun.of(
            named, ThreatModel.within(Norm.L2, Epsilon.of(2)), SampleRun.twoAttacks(0.5, 0.5));
    assertThat(page(run).select("#gallery tbody th").eachText())
        .contains("age", "height", "<b>weight</b>");
  }

  @Test
  void theSmallestPerturbationHasAMedianInsteadOfARobustAccuracy() {
    Run run =
        SampleRun.of(
            SampleRun.data("near", 60, InputSpec.unit(1, 8, 8)),
            ThreatModel.smallest(Norm.L2),
            SampleRun.twoAttacks(0.5, 1));
    Document page = page(run);
    String median = Figures.number(run.record().worstCase().medianDistance());

    assertThat(page.select("#summary .figure h2").eachText())
        .containsExactly("Clean accuracy", "Median smallest change");
    assertThat(page.select("#summary .value").get(1).text()).isEqualTo(median + "L2");
    assertThat(page.select("#curve .threat")).isEmpty();
  }

  @Test
  void aModelThatGivesLabelsOnlyHasNoConfidences() {
    RunRecord r = RUN.record();
    Run run =
        new Run(
            new RunRecord(
                r.provenance(),
                null,
                r.threat(),
                null,
                r.protocol(),
                List.of(),
                r.examples().stream()
                    .map(e -> new ExampleRecord(e.id(), e.label(), e.prediction(), Double.NaN))
                    .toList(),
                r.attacks().stream().map(HtmlReportTest::withoutScores).toList(),
                r.curve().subList(0, 1),
                List.of(),
                List.of()),
            RUN.data(),
            RUN.evidence());
    Document page = page(run);

    assertThat(page.select(".verdict").get(0).text()).matches("class \\d \u2192 class \\d");
    assertThat(page.select("#curve")).isEmpty();
    assertThat(page.text()).doesNotContain("NaN");
    assertThat(page.select("#limits").text()).contains("No attack used the model's gradients");
  }

  private static AttackRecord withoutScores(AttackRecord a) {
    List<AttackedExample> examples =
        a.examples().stream()
            .map(
                e ->
                    new AttackedExample(
                        e.example(),
                        e.success(),
                        e.prediction(),
                        Double.NaN,
                        e.distance(),
                        e.queries(),
                        0,
                        e.firstSuccess(),
                        Trail.NOTHING))
            .toList();
    return new AttackRecord(
        a.name(), a.settings(), a.norm(), "label", a.robust(), examples, List.of(), a.seconds());
  }

  private static BufferedImage image(Element image) throws IOException {
    String encoded = image.attr("src").substring("data:image/png;base64,".length());
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(encoded)));
  }

  private static Document page(Run run) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      HtmlReport.write(run, out);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return Jsoup.parse(out.toString(StandardCharsets.UTF_8));
  }
}

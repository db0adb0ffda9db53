package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The main job from the words on the command line to the files it leaves. */
class EvaluateCommandTest extends EvaluateFixture {
  @Test
  void theBundledModelIsAttackedAndReported() throws IOException {
    assertThat(run("")).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);

    List<String> lines = recorded.out().lines().toList();
    assertThat(lines).allMatch(line -> line.length() <= 80 || line.startsWith("Report: "));
    assertThat(recorded.out())
        .containsPattern("(?m)^fgsm +Linf 8/255 ")
        .containsPattern("(?m)^pgd-20 +Linf 8/255 ")
        .containsPattern("(?m)^worst case +Linf 8/255 ");
    assertThat(recorded.err())
        .contains("clean predictions: done, 24 of 24", "fgsm on ", "pgd-20 on ");

    Path report = temp.resolve("report");
    assertThat(report.toFile().list())
        .containsExactlyInAnyOrder("report.html", "report.json", "examples.csv", "adversarial.npz");
    JsonNode json = JsonMapper.shared().readTree(report.resolve("report.json"));
    assertThat(json.at("/cleanAccuracy/total").asInt()).isEqualTo(24);
    assertThat(json.at("/threatModel/epsilon/text").asString()).isEqualTo("8/255");
    int broken = json.at("/cleanAccuracy/count").asInt() - json.at("/robustAccuracy/count").asInt();
    assertThat(broken).isPositive();
    assertThat(Files.readString(report.resolve("examples.csv")).lines())
        .filteredOn(row -> row.contains(",broken,"))
        .hasSize(broken);
    assertThat(Jsoup.parse(Files.readString(report.resolve("report.html"))).text())
        .contains("fashion-mnist-cnn (bundled)", "8/255");
    try (ZipFile arrays = new ZipFile(report.resolve("adversarial.npz").toFile())) {
      assertThat(arrays.stream().map(ZipEntry::getName)).isNotEmpty();
    }
  }

  @Test
  void theSameSeedGivesTheSameBytes() throws IOException {
    for (String out : List.of("a", "b", "c")) {
      int seed = out.equals("c") ? 8 : 7;
      String line =
          "--examples 8 --batch 4 --no-curve --norm L2 --eps 1 --seed "
              + seed
              + " --out "
              + temp.resolve(out);
      assertThat(run(line)).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);
    }
    for (String file : List.of("examples.csv", "adversarial.npz")) {
      assertThat(temp.resolve("a").resolve(file))
          .hasSameBinaryContentAs(temp.resolve("b").resolve(file));
    }
    assertThat(Files.readString(temp.resolve("a/report.html")))
        .as("no line through two points")
        .doesNotContain("<section id=\"curve\">");
    assertThat(Files.readString(temp.resolve("c/examples.csv")))
        .isNotEqualTo(Files.readString(temp.resolve("a/examples.csv")));
  }

  @Test
  void onesOwnModelAndDataGiveTheSameResultAsTheBundledOnes() throws IOException {
    Path data = data(few.inputs(), few.labels());
    run("--attacks fgsm  --model " + bundledModel() + " --data " + data);
    JsonNode own = JsonMapper.shared().readTree(temp.resolve("report/report.json"));
    assertThat(run("--overwrite --attacks fgsm  --data " + data))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
    JsonNode bundled = JsonMapper.shared().readTree(temp.resolve("report/report.json"));

    assertThat(own.get("robustAccuracy")).isEqualTo(bundled.get("robustAccuracy"));
    assertThat(own.at("/provenance/model/sha256"))
        .isEqualTo(bundled.at("/provenance/model/sha256"));
    assertThat(own.at("/provenance/model/sha256").asString()).hasSize(64);
    assertThat(own.at("/provenance/model/name").asString()).isEqualTo("model.zip");
  }

  @Test
  void aModelOfRowsTakesRows() throws IOException {
    Path model = model(dense(5, 3, Activation.TANH));
    Path data =
        data(
            Nd4j.linspace(0, 1, 30).castTo(few.inputs().dataType()).reshape(6, 5),
            0,
            1,
            2,
            0,
            1,
            2);
    assertThat(run("--eps 0.5 --model " + model + " --data " + data))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
  }
}

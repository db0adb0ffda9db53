package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gauntletml.harness.certification.CertificateLog;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CertifyCommandTest {
  @TempDir Path temp;

  private Recorded recorded = new Recorded();

  private ExitStatus certify(String out, String options) {
    recorded = new Recorded();
    List<String> words =
        new ArrayList<>(
            List.of("certify", "--n0", "20", "--examples", "6", "--out", path(out).toString()));
    words.addAll(Arrays.asList(options.split(" ", -1)));
    return new Gauntlet(Gauntlet.COMMANDS, recorded.console()).run(words);
  }

  private Path path(String out) {
    return temp.resolve(out);
  }

  @Test
  void leavesRowsFiguresAndAPage() throws IOException {
    assertThat(certify("a", "--n 300 --sigma 0.2 --alpha 0.01"))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
    assertThat(recorded.out().lines()).allMatch(line -> line.length() <= 80);
    JsonNode json = JsonMapper.shared().readTree(path("a").resolve("certificate.json"));
    assertThat(json.get("examples").size()).isEqualTo(6);
    double largest = json.get("largestRadius").asDouble();
    assertThat(largest).isBetween(0.4, 0.5); // 0.2 times the quantile of 0.01^(1/300), 2.17
    int holding = 0;
    for (JsonNode example : json.get("examples")) {
      assertThat(example.get("radius").asDouble()).isBetween(0.0, largest);
      holding += example.get("predicted").asInt() == example.get("label").asInt() ? 1 : 0;
    }
    assertThat(json.at("/accuracy/0/certified/count").asInt()).isEqualTo(holding);
    Document page = Jsoup.parse(path("a").resolve("certificate.html"));
    assertThat(page.select("#summary .value").get(0).text())
        .startsWith(String.format(java.util.Locale.ROOT, "%.1f", holding / 0.06));
    assertThat(page.select("#curve tbody tr")).hasSize(json.get("accuracy").size());
  }

  @Test
  void aStoppedRunGoesOnToTheSameResult() throws IOException {
    String line = "--n 60 --alpha 0.01";
    assertThat(certify("whole", line)).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);
    List<String> rows = Files.readAllLines(path("whole").resolve(CertificateLog.NAME));
    Files.createDirectory(path("stopped"));
    Files.writeString(
        path("stopped").resolve(CertificateLog.NAME),
        String.join("\n", rows.subList(0, 5)) + "\n3,1");

    assertThat(certify("stopped", line)).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);
    assertThat(recorded.err()).contains("3 of 6 are certified already");
    assertThat(path("stopped").resolve(CertificateLog.NAME))
        .hasSameTextualContentAs(path("whole").resolve(CertificateLog.NAME));
  }

  @Test
  void rowsOfTheModelReadOtherwiseAreNotMixed() {
    assertThat(certify("rows", "--n 20")).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);
    assertThat(certify("rows", "--n 20 --mean 0.1 --std 2")).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(recorded.err()).contains("of this very job", "--overwrite");
  }

  @Test
  void predictsOrAbstains() {
    recorded = new Recorded();
    List<String> words =
        List.of("predict", "--examples", "8", "--n", "60", "--sigma", "0.6", "--alpha", "0.01");
    assertThat(new Gauntlet(Gauntlet.COMMANDS, recorded.console()).run(words))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
    List<String> lines = recorded.out().lines().toList();
    long abstained = lines.stream().filter(line -> line.contains("abstains")).count();
    long wrong = lines.stream().filter(line -> line.endsWith("wrong")).count();
    assertThat(recorded.out())
        .contains("right: " + (8 - abstained - wrong) + " of 8")
        .contains("abstained: " + abstained + " of 8");
  }

  @Test
  void refusesWhatMakesNoSense() {
    refuses("--sigma 0", "--sigma");
    refuses("--sigma -1", "--sigma: expected a positive number");
    refuses("--alpha 1", "--alpha: expected a probability below 1, got 1.0.");
    refuses("--alpha 0", "--alpha: expected a positive number");
    refuses("--n 20 --alpha 1e-9", "--n: expected 30 or more draws", "certifies nothing, got 20");
    refuses("--n 1000 --radii 0.25,-1", "radii from 0 to");
    refuses("--total-queries 5", "--total-queries: expected a model behind an HTTP endpoint");
    refuses("--n 10", "as many draws as --n0 (20)");
    refuses("--n 1000 --radii 0.25,2", "0.6158", "the most that 1000 draws certify", "--sigma");
    assertThat(path("bad")).doesNotExist();
  }

  @Test
  void predictRefusesTheSame() {
    for (String options : List.of("--sigma 0", "--alpha 1", "--alpha 0", "--n 0")) {
      recorded = new Recorded();
      List<String> words = new ArrayList<>(List.of("predict"));
      words.addAll(Arrays.asList(options.split(" ", -1)));
      assertThat(new Gauntlet(Gauntlet.COMMANDS, recorded.console()).run(words))
          .isEqualTo(ExitStatus.BAD_INPUT);
      assertThat(recorded.err().lines())
          .singleElement()
          .asString()
          .contains(options.split(" ", -1)[0] + ": expected");
    }
  }

  private void refuses(String options, String... words) {
    assertThat(certify("bad", options)).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(recorded.err()).contains(words);
    assertThat(recorded.err().lines()).hasSize(1);
  }
}

package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gauntletml.harness.certification.CertificateLog;
import org.gauntletml.models.data.NpzWriter;
import org.gauntletml.models.kit.ModelServer;
import org.gauntletml.models.kit.ModelServer.Form;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

/** {@code gauntlet certify} and {@code predict} with a model behind a real HTTP server. */
class CertifyEndpointTest {
  private static final double[][] WEIGHTS = {{3, -2, 0.5}, {-1, 2, 0.5}};
  private static final int DRAWS = 120;

  @TempDir Path temp;
  private Recorded recorded = new Recorded();

  private Path data() throws IOException {
    Path file = temp.resolve("data.npz");
    try (NpzWriter npz = new NpzWriter(Files.newOutputStream(file))) {
      npz.put("x", Nd4j.createFromArray(new float[][] {{1, 0, 0}, {0, 1, 0}, {0.9f, 0.1f, 1}}));
      npz.put("y", Nd4j.createFromArray(0, 1, 0));
    }
    return file;
  }

  private ExitStatus run(String command, ModelServer server, String... more) throws IOException {
    recorded = new Recorded();
    List<String> words =
        new ArrayList<>(
            List.of(
                command,
                "--model",
                server.address(),
                "--data",
                data().toString(),
                "--sigma",
                "0.1",
                "--alpha",
                "0.01"));
    words.addAll(List.of(more));
    return new Gauntlet(Gauntlet.COMMANDS, recorded.console()).run(words);
  }

  private ExitStatus certify(String out, ModelServer server, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("--n0", "20", "--n", "100"));
    words.addAll(List.of("--out", temp.resolve(out).toString()));
    words.addAll(List.of(more));
    return run("certify", server, words.toArray(String[]::new));
  }

  private Path rows(String out) {
    return temp.resolve(out).resolve(CertificateLog.NAME);
  }

  @Test
  void certifiesScoresAndLabelsAlike() throws IOException {
    try (ModelServer scores = ModelServer.linear(WEIGHTS);
        ModelServer labels = ModelServer.linear(WEIGHTS).telling(Form.LABEL)) {
      assertThat(certify("a", scores)).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(recorded.err())
          .contains("asks the model about 120 noisy inputs for each of 3 examples, 360 in all");
      assertThat(certify("b", labels, "--classes", "2"))
          .as(recorded.err())
          .isEqualTo(ExitStatus.SUCCESS);
      List<String> a = Files.readAllLines(rows("a"));
      assertThat(a.subList(1, a.size()))
          .isEqualTo(Files.readAllLines(rows("b")).subList(1, a.size()));
      assertThat(run("predict", labels, "--classes", "2", "--n", "50"))
          .as(recorded.err())
          .isEqualTo(ExitStatus.SUCCESS);
      assertThat(recorded.out()).contains("right: 3 of 3");
    }
  }

  @Test
  void theRunThatSpendsItsBudgetKeepsItsRowsAndGoesOn() throws IOException {
    try (ModelServer server = ModelServer.linear(WEIGHTS)) {
      assertThat(certify("whole", server)).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);
      int before = server.inputs();
      String budget = String.valueOf(2 * DRAWS + 60);
      assertThat(certify("cut", server, "--total-queries", budget))
          .as(recorded.err())
          .isEqualTo(ExitStatus.NO_ANSWER);
      assertThat(server.inputs() - before).isBetween(2 * DRAWS, 2 * DRAWS + 60);
      assertThat(recorded.err()).contains("no more than " + budget + " inputs to be sent");
      assertThat(recorded.out().replaceAll("\\s+", " "))
          .contains("only the first 2 of 3 examples are certified");
      assertThat(Files.readAllLines(rows("cut"))).hasSize(2 + 2);
      assertThat(Jsoup.parse(temp.resolve("cut/certificate.html")).select("#missing").text())
          .contains("only the first 2 of 3");

      assertThat(certify("cut", server)).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(recorded.err()).contains("for each of 1 examples, 120 in all");
      assertThat(rows("cut")).hasSameTextualContentAs(rows("whole"));
    }
  }

  @Test
  void whatIsCachedIsNotPaidAgain() throws IOException {
    try (ModelServer server = ModelServer.linear(WEIGHTS)) {
      String cache = temp.resolve("answers").toString();
      assertThat(certify("a", server, "--cache", cache)).isEqualTo(ExitStatus.SUCCESS);
      int paid = server.inputs();
      assertThat(certify("b", server, "--cache", cache))
          .as(recorded.err())
          .isEqualTo(ExitStatus.SUCCESS);
      assertThat(server.inputs() - paid).isLessThan(10);
      assertThat(rows("b")).hasSameTextualContentAs(rows("a"));
    }
  }

  @Test
  void predictTellsWhatItHasWhenTheBudgetEnds() throws IOException {
    try (ModelServer server = ModelServer.linear(WEIGHTS)) {
      assertThat(run("predict", server, "--n", "50", "--total-queries", "130"))
          .isEqualTo(ExitStatus.NO_ANSWER);
      assertThat(recorded.out()).contains("right: 2 of 2");
    }
  }
}

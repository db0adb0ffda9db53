package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.gauntletml.models.kit.ModelServer;
import org.gauntletml.models.kit.ModelServer.Form;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gauntlet evaluate} and {@code inspect} with a model behind a real HTTP server. */
class EvaluateEndpointTest extends EvaluateFixture {
  private static final double[][] WEIGHTS = {
    {3, -2, 0.5, 1, -1}, {-1, 1, 2.5, 0, 0.5}, {0.5, 0, -2, 1, 2}
  };
  private static final int ROWS = 20;

  private static ModelServer server() {
    return ModelServer.linear(WEIGHTS);
  }

  /** Rows that the model classifies right. */
  private Path rows() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    float[][] x = new float[ROWS][5];
    int[] y = new int[ROWS];
    try (ModelServer labels = server().telling(Form.LABEL)) {
      for (int n = 0; n < ROWS; n++) {
        double[] row = new double[5];
        for (int i = 0; i < 5; i++) {
          x[n][i] = (float) random.nextDouble();
          row[i] = x[n][i];
        }
        y[n] = (int) labels.told(row)[0];
      }
    }
    return data(Nd4j.createFromArray(x), y);
  }

  private String command(ModelServer server, String more) throws IOException {
    return "--model "
        + server.address()
        + " --data "
        + rows()
        + " --eps 0.5 --no-curve --examples "
        + ROWS
        + " "
        + more;
  }

  private JsonNode report() {
    return JsonMapper.shared().readTree(temp.resolve("report/report.json"));
  }

  private ExitStatus inspect(String... words) {
    recorded = new Recorded();
    List<String> line = new ArrayList<>(List.of("inspect"));
    line.addAll(List.of(words));
    return new Gauntlet(Gauntlet.COMMANDS, recorded.console()).run(line);
  }

  @Test
  void scoresBehindAnEndpointAreAttacked() throws IOException {
    try (ModelServer server = server().telling(Form.SOFTMAX)) {
      assertThat(run(command(server, "--attacks square --queries 60")))
          .as(recorded.err())
          .isEqualTo(ExitStatus.SUCCESS);
      assertThat(recorded.err())
          .contains("gauntlet: no gradients: gradients cannot be asked for over HTTP");
      JsonNode model = report().at("/provenance/model");
      assertThat(model.path("endpoint").asString()).isEqualTo(server.address());
      assertThat(model.path("name").asString()).isEqualTo("linear");
      assertThat(model.path("version").asString()).isEqualTo("1");
      assertThat(model.path("access").asString()).isEqualTo("score");
      assertThat(model.path("on import").asString()).contains("taken for probabilities");
      assertThat(report().at("/cleanAccuracy/count").asInt()).isEqualTo(ROWS);
      assertThat(report().at("/robustAccuracy/count").asInt()).isLessThan(ROWS);
      assertThat(report().path("violations")).isEmpty();
    }
  }

  @Test
  void labelsBehindAnEndpointAreAttacked() throws IOException {
    try (ModelServer server = server().telling(Form.LABEL)) {
      assertThat(run(command(server, "--attacks rays --classes 3 --queries 100")))
          .as(recorded.err())
          .isEqualTo(ExitStatus.SUCCESS);
      assertThat(report().at("/provenance/model/access").asString()).isEqualTo("label");
      assertThat(report().at("/robustAccuracy/count").asInt()).isLessThan(ROWS);
    }
  }

  @Test
  void gradientsCannotBeHad() throws IOException {
    try (ModelServer server = server()) {
      assertThat(run(command(server, "--attacks pgd"))).isEqualTo(ExitStatus.BAD_INPUT);
      assertThat(recorded.err())
          .contains("attack pgd: expected a model that gives gradient access, got one that gives");
    }
  }

  @Test
  void inspectTellsWhatIsBehindTheAddress() {
    try (ModelServer server = server()) {
      assertThat(inspect("--model", server.address(), "--check")).isEqualTo(ExitStatus.SUCCESS);
      assertThat(recorded.out().lines()).allMatch(line -> line.length() <= 80);
      assertThat(recorded.out())
          .containsPattern("Model +linear")
          .containsPattern("format +Open Inference Protocol v2, test")
          .containsPattern("input +\\[N,5] in \\[0.0, 1.0]")
          .containsPattern("classes +3")
          .containsPattern("access +score")
          .containsPattern("no gradients because +gradients cannot be asked for over HTTP")
          .containsPattern("x +input FP32 +\\[N,5]")
          .containsPattern("answers against the original's +0.0e\\+00");
    }
  }

  @Test
  void aServerThatDiesCostsOnlyWhatIsMissing() throws IOException {
    String cache = " --overwrite --retries 0 --in-flight 1 --batch 5 --cache ";
    String attacks = "--attacks uniform-noise,square --individual";
    try (ModelServer whole = server();
        ModelServer server = server()) {
      run(command(whole, attacks + cache + temp.resolve("a")));
      String expected = Files.readString(temp.resolve("report/examples.csv"));
      int noise = report().at("/attacks/0/result/successRate/total").asInt();
      int requests = whole.requests();
      assertThat(noise).isEqualTo(ROWS);

      server.dyingAfter(requests - 2);
      String line = command(server, attacks + cache + temp.resolve("b"));
      assertThat(run(line)).as(recorded.err()).isEqualTo(ExitStatus.NO_ANSWER);
      assertThat(recorded.err().lines().filter(l -> l.startsWith("gauntlet: http")))
          .singleElement()
          .asString()
          .contains("expected an answer, got status 500 (out of memory). Look after the server");
      assertThat(report().at("/attacks/0/name").asString()).isEqualTo("uniform-noise");
      assertThat(report().at("/attacks/0/result/successRate/total").asInt()).isEqualTo(ROWS);
      assertThat(report().at("/notes/0").asString())
          .startsWith("The model stopped answering. " + server.address());
      assertThat(Jsoup.parse(Files.readString(temp.resolve("report/report.html"))).text())
          .contains("The model stopped answering.");
      assertThat(Files.readString(temp.resolve("report/examples.csv"))).contains(",not-finished");

      server.dyingAfter(Integer.MAX_VALUE);
      assertThat(run(line)).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(temp.resolve("report/examples.csv")).hasContent(expected);
      assertThat(server.inputs()).as("nothing is paid twice").isEqualTo(whole.inputs());
    }
  }

  @Test
  void aServerThatIsDownFromTheStartLeavesNothing() throws IOException {
    try (ModelServer server = server().dyingAfter(0)) {
      assertThat(run(command(server, "--attacks square --retries 0")))
          .isEqualTo(ExitStatus.NO_ANSWER);
      assertThat(recorded.err().lines()).singleElement().asString().contains("status 500");
      assertThat(temp.resolve("report")).doesNotExist();
    }
  }

  @Test
  void theBudgetOfTheRunIsHard() throws IOException {
    try (ModelServer server = server()) {
      assertThat(
              run(
                  command(
                      server, "--attacks uniform-noise,square --individual --total-queries 100")))
          .as(recorded.err())
          .isEqualTo(ExitStatus.NO_ANSWER);
      assertThat(server.inputs()).isBetween(60, 100);
      assertThat(recorded.err()).contains("no more than 100 inputs to be sent (--total-queries)");
      assertThat(recorded.out()).contains("Report: ");
    }
  }

  @Test
  void aSecretLeavesNoTrace() throws IOException {
    String secret = System.getenv("PATH"); // the one variable that every system sets
    try (ModelServer server = server().behind(secret)) {
      assertThat(run(command(server, "--attacks square"))).isEqualTo(ExitStatus.BAD_INPUT);
      assertThat(recorded.err()).contains("status 401", "--header-env");
      String line =
          command(server, "--attacks square --header-env Authorization=PATH --cache ")
              + temp.resolve("cache");
      assertThat(run(line)).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(recorded.out() + recorded.err()).doesNotContain(secret);
      for (Path file : everything()) {
        if (Files.isRegularFile(file)) {
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(secret);
        }
      }
    }
  }

  @Test
  void mistakesOnTheCommandLine() throws IOException {
    rows();
    refused("--model https://host/net.onnx", "--model: expected the address of a model");
    refused("--total-queries 5", "--total-queries: expected a model behind an HTTP endpoint, got");
    try (ModelServer server = server()) {
      String model = "--model " + server.address();
      refused(model + " --header-env Bearer", "--header-env: expected a header and");
      refused(model + " --header-env A=GAUNTLET_NO_SUCH", "the environment variable GAUNTLET_NO");
      refused(model + " --in-flight 0", "--in-flight: expected a whole number from 1");
      refused(model + " --retries -1", "--retries: expected a whole number from 0");
      refused(model + " --read-timeout 0", "--read-timeout: expected a positive number");
      refused(model + " --total-queries 0", "--total-queries: expected a whole number from 1");
    }
  }
}

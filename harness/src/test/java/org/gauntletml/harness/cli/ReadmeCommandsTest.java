package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.data.NpzWriter;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.onnx.OnnxExport;
import org.gauntletml.models.kit.Digits;
import org.gauntletml.models.kit.ModelServer;
import org.gauntletml.models.kit.ModelServer.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The README's commands on training, several models, endpoints and tables, with files and an
 * address of this machine.
 */
class ReadmeCommandsTest {
  @TempDir Path temp;
  private final Recorded recorded = new Recorded();

  private static String section(String title) throws IOException {
    String readme =
        Files.readString(Path.of(System.getProperty("gauntlet.root")).resolve("README.md"));
    String page = readme.substring(readme.indexOf("## " + title));
    assertThat(page).contains("<!-- ReadmeCommandsTest runs this section -->");
    return page.substring(0, page.indexOf("\n## "));
  }

  private static List<String> blocks(String page, String language) {
    return Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$")
        .matcher(page)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  /** The words behind {@code java -jar ...}, one list per command. */
  private static List<List<String>> commands(String page) {
    return blocks(page, "").stream()
        .flatMap(block -> Stream.of(block.replace("\\\n", " ").split("\n")))
        .filter(line -> !line.isBlank())
        .map(line -> List.of(line.strip().split(" +")))
        .peek(words -> assertThat(words.subList(0, 2)).containsExactly("java", "-jar"))
        .map(words -> words.subList(3, words.size()))
        .toList();
  }

  private void run(List<String> words) {
    assertThat(new Gauntlet(Gauntlet.COMMANDS, recorded.console()).run(words))
        .as("%s%n%s", words, recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
  }

  private List<String> here(List<String> words, String... replaced) {
    List<String> all = new ArrayList<>();
    for (String word : words) {
      String here = word;
      for (int i = 0; i < replaced.length; i += 2) {
        here = here.replace(replaced[i], replaced[i + 1]);
      }
      boolean file = Files.exists(temp.resolve(here)) || here.matches(".*-report|.*\\.zip|answers");
      all.add(file ? temp.resolve(here).toString() : here);
    }
    return all;
  }

  @Test
  void attackAModelBehindAnHttpEndpoint() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    double[][] weights = new double[3][6];
    for (double[] row : weights) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextDouble(-1, 1);
      }
    }
    String secret = System.getenv("PATH"); // set on every system
    try (ModelServer server = ModelServer.linear(weights).behind(secret);
        ModelServer labels = ModelServer.linear(weights).telling(Form.LABEL)) {
      float[][] x = new float[6][6];
      int[] y = new int[x.length];
      for (int n = 0; n < x.length; n++) {
        double[] row = random.doubles(6).toArray();
        for (int i = 0; i < row.length; i++) {
          x[n][i] = (float) row[i];
        }
        y[n] = (int) labels.told(row)[0];
      }
      try (NpzWriter npz = new NpzWriter(Files.newOutputStream(temp.resolve("digits.npz")))) {
        npz.put("x", Nd4j.createFromArray(x));
        npz.put("y", Nd4j.createFromArray(y));
      }
      List<List<String>> commands = commands(section("Attack a model behind an HTTP endpoint"));
      assertThat(commands).hasSize(2);
      for (List<String> words : commands) {
        run(
            here(
                words,
                "https://models.example.org/v2/models/digits",
                server.address(),
                "MODEL_TOKEN",
                "PATH"));
      }
    }
    assertThat(temp.resolve("endpoint-report/report.html")).isNotEmptyFile();
    assertThat(temp.resolve("answers")).isNotEmptyDirectory();
    assertThat(recorded.out()).containsPattern("access +score").doesNotContain(secret);
  }

  @Test
  void trainARobustModel() throws IOException {
    write("digits.npz", Digits.train().head(120));
    write("unseen.npz", Digits.test().head(6));
    for (List<String> words : commands(section("Train a robust model"))) {
      run(here(words));
    }
    assertThat(temp.resolve("robust.zip.epochs.csv")).isNotEmptyFile();
    assertThat(temp.resolve("robust-report/report.html")).isNotEmptyFile();
  }

  private void write(String name, Dataset data) throws IOException {
    try (NpzWriter npz = new NpzWriter(Files.newOutputStream(temp.resolve(name)))) {
      npz.put("x", data.inputs());
      npz.put("y", Nd4j.createFromArray(data.labels()));
    }
  }

  @Test
  void compareModels() throws IOException {
    for (List<String> words : commands(section("Compare models"))) {
      run(here(words));
    }
    JsonNode report = JsonMapper.shared().readTree(temp.resolve("comparison-report/report.json"));
    assertThat(report.at("/models/1/provenance/model/name").asString())
        .isEqualTo("fashion-mnist-cnn-robust (bundled)");
    assertThat(report.at("/differences/0/robustAccuracy/value").asDouble()).isGreaterThan(.2);
  }

  @Test
  void attackRowsOfATable() throws IOException {
    String page = section("Attack rows of a table");
    Files.writeString(temp.resolve("credit.csv"), blocks(page, "csv").get(0));
    Files.writeString(temp.resolve("features.json"), blocks(page, "json").get(0));
    float[] weights = {0.02f, 0, 1, 0, 1e-5f, 0}; // granted to the old, the members, the rich
    GraphBuilder b = new GraphBuilder();
    OnnxExport.write(
        b.output(
                "z",
                b.add(
                    b.matMul(b.input("x", 3), b.parameter("w", Tensor.of(weights, 3, 2))),
                    b.parameter("b", Tensor.of(new float[] {0, 1.6f}, 2))))
            .build(),
        temp.resolve("credit.onnx"));
    for (List<String> words : commands(page)) {
      run(here(words));
    }
    JsonNode report = JsonMapper.shared().readTree(temp.resolve("table-report/report.json"));
    assertThat(report.at("/cleanAccuracy/count").asInt()).isEqualTo(4);
    assertThat(report.path("violations")).isEmpty();
    assertThat(report.at("/notes/0").asString()).startsWith("Features: 3, of which 2 may change");
  }
}

package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.ZipFile;
import org.gauntletml.attacks.Rows;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.onnx.OnnxExport;
import org.gauntletml.models.kit.ModelServer;
import org.gauntletml.models.tabular.FeatureFile;
import org.gauntletml.models.tabular.Features;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gauntlet evaluate --features}: a table from end to end. */
class EvaluateTableTest extends EvaluateFixture {
  private static final String HEADER = "age,income,member,rooms,share,class";
  private static final int ROWS = 24;

  /** In another order than the columns. */
  private static final String FEATURES =
      """
      [
        {"name": "income", "lower": 0, "upper": 250000},
        {"name": "age", "lower": 18, "upper": 100, "integer": true},
        {"name": "rooms", "lower": 1, "upper": 8, "integer": true},
        {"name": "share", "lower": -0.5, "upper": 0.75},
        {"name": "member", "lower": 0, "upper": 1, "integer": true, "mutable": false}
      ]
      """;

  /** Of the second class; the first one's are 0. */
  private static final double[] WEIGHTS = {0.02, -0.00001, 0.4, 0.15, 1.5};

  private static final double BIAS = -0.9;

  private Path csv;
  private Path features;

  @BeforeEach
  void writeTheTable() throws IOException {
    features = Files.writeString(temp.resolve("features.json"), FEATURES);
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    SplittableRandom random = new SplittableRandom(2);
    for (int n = 0; n < ROWS; n++) {
      float[] row = {
        random.nextInt(18, 101),
        (float) random.nextDouble(250_000),
        random.nextInt(2),
        random.nextInt(1, 9),
        (float) random.nextDouble(-0.5, 0.75)
      };
      for (float value : row) {
        text.append(value).append(',');
      }
      text.append(score(row) > 0 ? "yes" : "no").append('\n');
    }
    csv = Files.writeString(temp.resolve("people.csv"), text);
  }

  private static double score(float[] row) {
    double score = BIAS;
    for (int i = 0; i < row.length; i++) {
      score += WEIGHTS[i] * row[i];
    }
    return score;
  }

  private Path model() {
    float[] weights = new float[2 * WEIGHTS.length];
    for (int i = 0; i < WEIGHTS.length; i++) {
      weights[2 * i + 1] = (float) WEIGHTS[i];
    }
    GraphBuilder b = new GraphBuilder();
    Path file = temp.resolve("people.onnx");
    OnnxExport.write(
        b.output(
                "z",
                b.add(
                    b.matMul(
                        b.input("x", WEIGHTS.length), b.parameter("w", Tensor.of(weights, 5, 2))),
                    b.parameter("b", Tensor.of(new float[] {0, (float) BIAS}, 2))))
            .build(),
        file);
    return file;
  }

  private String command(String more) {
    return "--data " + csv + " --features " + features + " --examples 24 --no-curve " + more;
  }

  private float[][] array(String name) throws IOException {
    try (ZipFile zip = new ZipFile(temp.resolve("report/adversarial.npz").toFile())) {
      byte[] bytes = zip.getInputStream(zip.getEntry(name + ".npy")).readAllBytes();
      return Rows.floats(Nd4j.createNpyFromByteArray(bytes));
    }
  }

  private JsonNode report() {
    return JsonMapper.shared().readTree(temp.resolve("report/report.json"));
  }

  /** Every stored adversarial example keeps to the declaration, and the model errs on it. */
  private void evidenceHolds() throws IOException {
    Features declared =
        FeatureFile.read(features)
            .inOrderOf("test", Arrays.asList(HEADER.split(",")).subList(0, 5));
    float[][] adversarial = array("adversarial");
    float[][] original = array("original");
    assertThat(adversarial).isNotEmpty();
    for (int n = 0; n < adversarial.length; n++) {
      assertThat(declared.violation(original[n], adversarial[n])).isEmpty();
      assertThat(score(adversarial[n]) > 0).isNotEqualTo(score(original[n]) > 0);
    }
    assertThat(report().path("violations")).isEmpty();
  }

  @Test
  void aTableIsAttackedInItsOwnUnits() throws IOException {
    assertThat(
            run(
                command("--attacks pgd,square,hopskipjump --individual --eps 0.25 --model ")
                    + model()))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
    evidenceHolds();
    JsonNode json = report();
    assertThat(json.at("/cleanAccuracy/count").asInt()).isEqualTo(ROWS);
    assertThat(json.at("/attacks").valueStream().map(a -> a.at("/result/successRate/count")))
        .allMatch(count -> count.asInt() > 0);
    assertThat(json.at("/notes/0").asString())
        .isEqualTo(
            "Features: 5, of which 4 may change; 3 hold whole numbers. Sizes of changes are shares"
                + " of each feature's width, upper minus lower.");
    Document page = Jsoup.parse(Files.readString(temp.resolve("report/report.html")));
    assertThat(page.select("#gallery").text()).contains("in the units of the data");
    assertThat(page.select("#gallery tbody th").eachText())
        .isSubsetOf("age", "income", "rooms", "share")
        .contains("age", "share");
    assertThat(page.select("#guide").text()).contains("shares of each feature's width");
  }

  /** The best that L-inf allows on a linear model, by arithmetic. */
  @Test
  void robustAccuracyIsThatOfTheArithmetic() throws IOException {
    Features declared =
        FeatureFile.read(features)
            .inOrderOf("test", Arrays.asList(HEADER.split(",")).subList(0, 5));
    double epsilon = 0.13;
    int robust = 0;
    for (String line : Files.readAllLines(csv).subList(1, ROWS + 1)) {
      String[] cells = line.split(",", -1);
      float[] row = new float[5];
      for (int i = 0; i < 5; i++) {
        row[i] = Float.parseFloat(cells[i]);
      }
      double margin = Math.abs(score(row));
      double direction = -Math.signum(score(row));
      for (int i : declared.varying()) {
        double share = epsilon * Math.signum(direction * WEIGHTS[i]);
        margin -= Math.abs(WEIGHTS[i] * (declared.all().get(i).moved(row[i], share) - row[i]));
      }
      robust += margin > 0 ? 1 : 0;
    }
    assertThat(robust).isBetween(1, ROWS - 1);
    assertThat(run(command("--attacks apgd-ce --eps 0.13 --model ") + model()))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
    assertThat(report().at("/robustAccuracy/count").asInt()).isEqualTo(robust);
  }

  @Test
  void theSmallestNumberOfFeaturesIsFound() throws IOException {
    assertThat(
            run(
                command("--norm L0 --attacks jsma,pointwise --individual --eps 2 --model ")
                    + model()))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
    evidenceHolds();
  }

  @Test
  void aTableBehindAnEndpoint() throws IOException {
    double[] second = Arrays.copyOf(WEIGHTS, 5);
    second[2] += BIAS; // no bias on this server: member is 1 in what follows
    Files.writeString(
        csv,
        String.join(
            "\n",
            HEADER,
            "40,200000,1,2,0.1,0",
            "30,150000,1,3,-0.2,0",
            "70,50000,1,5,0.7,1",
            "64,100000,1,8,0.5,1"));
    try (ModelServer server = ModelServer.linear(new double[5], second)) {
      assertThat(run(command("--attacks square --eps 0.4 --model ") + server.address()))
          .as(recorded.err())
          .isEqualTo(ExitStatus.SUCCESS);
      assertThat(report().at("/cleanAccuracy/count").asInt()).isEqualTo(4);
      evidenceHolds();
    }
  }

  @Test
  void labelsMayBeInAnyColumn() throws IOException {
    String text = Files.readString(csv);
    Files.writeString(
        csv,
        text.lines()
            .map(
                line ->
                    line.substring(line.lastIndexOf(',') + 1)
                        + ","
                        + line.substring(0, line.lastIndexOf(',')))
            .reduce("", (a, b) -> a + b + "\n"));
    assertThat(run(command("--attacks fgsm --label-column class --model ") + model()))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
    assertThat(report().at("/cleanAccuracy/count").asInt()).isEqualTo(ROWS);
  }

  @Test
  void mistakesInTheDeclaration() throws IOException {
    String onModel = "--attacks fgsm --model " + model();
    refused(command(onModel + " --scale 255"), "--scale: expected to be left out with --features");
    Files.writeString(features, FEATURES.replace("\"upper\": 100", "\"upper\": 60"));
    refused(
        command(onModel),
        "people.csv, example ",
        ", feature age: expected a whole number in [18.0, 60.0], got ",
        "Correct the example, or the bounds in the features file.");
    Files.writeString(features, FEATURES.replace("rooms", "room"));
    refused(
        command(onModel),
        "people.csv: expected columns of declared features, got \"rooms\". Did you mean room?");
    Files.writeString(features, FEATURES.replace("\"integer\"", "\"whole\""));
    refused(command(onModel), "feature 2: expected a key of a feature, got \"whole\".");
    Files.writeString(features, FEATURES);
    refused(
        "--features " + features + " --attacks fgsm",
        "expected rows of 5 declared features, got [N,1,28,28]");
  }
}

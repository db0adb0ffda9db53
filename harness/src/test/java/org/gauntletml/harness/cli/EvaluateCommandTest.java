package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.bundled.FashionMnist;
import org.gauntletml.models.bundled.FashionMnistNet;
import org.gauntletml.models.bundled.ModelZip;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.data.NpzWriter;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The main job from the words on the command line to the files it leaves. */
class EvaluateCommandTest {
  private static final String SMALL = " --examples 24 --batch 16 --no-curve";
  private static Dataset few;

  @TempDir Path temp;
  private Recorded recorded = new Recorded();

  @BeforeAll
  static void takeAFewImages() {
    few = FashionMnist.test1000().head(24);
  }

  private ExitStatus run(String line) {
    recorded = new Recorded();
    List<String> words = new ArrayList<>(List.of("evaluate"));
    words.addAll(Arrays.asList(line.strip().split(" +")));
    if (!words.contains("--out")) {
      words.addAll(List.of("--out", temp.resolve("report").toString()));
    }
    return new Gauntlet(Gauntlet.COMMANDS, recorded.console()).run(words);
  }

  /** One line on standard error, status 2, and nothing left behind. */
  private void refused(String line, String... parts) throws IOException {
    List<Path> before = everything();
    assertThat(run(line)).as(recorded.err()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(recorded.err().lines()).singleElement().asString().startsWith("gauntlet: ");
    assertThat(recorded.err()).contains(parts);
    assertThat(recorded.out()).isEmpty();
    assertThat(everything()).isEqualTo(before);
  }

  private List<Path> everything() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      return files.sorted().toList();
    }
  }

  private Path bundledModel() throws IOException {
    Path file = temp.resolve("model.zip");
    try (InputStream zip = FashionMnistNet.zip()) {
      Files.copy(zip, file);
    }
    return file;
  }

  private Path data(INDArray inputs, int... labels) throws IOException {
    Path file = temp.resolve("data.npz");
    try (NpzWriter npz = new NpzWriter(Files.newOutputStream(file))) {
      npz.put("x", inputs);
      npz.put("y", Nd4j.createFromArray(labels));
    }
    return file;
  }

  private Path model(Model network) throws IOException {
    Path file = temp.resolve("model.zip");
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelZip.write(network, out);
    }
    return file;
  }

  private static MultiLayerNetwork dense(int features, int classes, Activation activation) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(
                    new DenseLayer.Builder().nIn(features).nOut(8).activation(activation).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(8)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    return network;
  }

  @Test
  void theBundledModelIsAttackedAndReported() throws IOException {
    assertThat(run(SMALL)).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);

    List<String> lines = recorded.out().lines().toList();
    assertThat(lines).allMatch(line -> line.length() <= 80 || line.startsWith("Report: "));
    assertThat(recorded.out())
        .containsPattern("(?m)^fgsm +Linf 8/255 ")
        .containsPattern("(?m)^pgd +Linf 8/255 ")
        .containsPattern("(?m)^worst case +Linf 8/255 ");
    assertThat(recorded.err()).contains("clean predictions: done, 24 of 24", "fgsm on ", "pgd on ");

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
      String line = SMALL + " --norm L2 --eps 1 --seed " + seed + " --out " + temp.resolve(out);
      assertThat(run(line)).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);
    }
    for (String file : List.of("examples.csv", "adversarial.npz")) {
      assertThat(temp.resolve("a").resolve(file))
          .hasSameBinaryContentAs(temp.resolve("b").resolve(file));
    }
    assertThat(Files.readString(temp.resolve("c/examples.csv")))
        .isNotEqualTo(Files.readString(temp.resolve("a/examples.csv")));
  }

  @Test
  void onesOwnModelAndDataGiveTheSameResultAsTheBundledOnes() throws IOException {
    Path data = data(few.inputs(), few.labels());
    run("--attacks fgsm --no-curve --model " + bundledModel() + " --data " + data);
    JsonNode own = JsonMapper.shared().readTree(temp.resolve("report/report.json"));
    assertThat(run("--overwrite --attacks fgsm --no-curve --data " + data))
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--eps -8/255 | --eps: expected a positive number or fraction such as 0.03 or 8/255, got"
            + " \"-8/255\".",
        "--eps 0 | got \"0\".",
        "--eps 8/0 | got \"8/0\".",
        "--eps abc | got \"abc\".",
        "--attacks fgsm,pdg | --attacks: expected the name of an attack, got \"pdg\". Did you mean"
            + " pgd?",
        "--norm L3 | --norm: expected a norm, got \"L3\". Did you mean L",
        "--norm L0 | attack fgsm: expected one of the norms [Linf, L2, L1], got L0.",
        "--batch 0 | --batch: expected a whole number from 1 to 2147483647, got \"0\".",
        "--examples none | --examples: expected a whole number",
        "--seed 1.5 | --seed: expected a whole number, got \"1.5\".",
        "--threads -2 | --threads: expected a whole number from 1",
        "--scale 0 | --scale: expected a positive number",
        "--epsilon 8/255 | command line: expected a known option, got \"--epsilon\".",
        "--model /nowhere/m.zip | /nowhere/m.zip: expected a model file, got no such file.",
        "--data /nowhere/d.npz | /nowhere/d.npz: expected IDX (.gz or not), .npz"
      })
  void aMistypedOptionIsRefused(String line, String message) throws IOException {
    refused(line, message);
  }

  @Test
  void aModelFileThatIsNoneIsRefused() throws IOException {
    Path noise = Files.write(temp.resolve("noise.zip"), new byte[] {1, 2, 3, 4});
    refused(
        "--model " + noise,
        "expected a Deeplearning4j model zip, got a file that is no intact zip");

    byte[] whole = Files.readAllBytes(bundledModel());
    Path cut = Files.write(temp.resolve("cut.zip"), Arrays.copyOf(whole, whole.length / 2));
    refused("--model " + cut, "cut.zip: expected a Deeplearning4j model zip");

    Path other = temp.resolve("other.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(other))) {
      zip.putNextEntry(new ZipEntry("hello.txt"));
    }
    refused("--model " + other, "got a zip without the entry configuration.json");
    refused("--model " + temp, "expected a model file, got something else");
  }

  @Test
  void aDamagedModelIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(bundledModel());
    for (int i = bytes.length / 2; i < bytes.length / 2 + 64; i++) {
      bytes[i] ^= 0x55;
    }
    refused("--model " + Files.write(temp.resolve("bent.zip"), bytes), "bent.zip");
  }

  @Test
  void dataOfAnotherShapeAreRefusedWithBothShapes() throws IOException {
    Path data = data(Nd4j.zeros(few.inputs().dataType(), 2, 3, 32, 32), 0, 1);
    refused("--data " + data, "inputs of shape [N,1,28,28], got [2, 3, 32, 32]");
  }

  @Test
  void channelsLastDataAreRecognised() throws IOException {
    Path model = model(colour());
    Path data = data(Nd4j.zeros(few.inputs().dataType(), 2, 6, 6, 3), 0, 1);
    refused("--model " + model + " --data " + data, "channels-last (NHWC)");
  }

  private static MultiLayerNetwork colour() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 3))
                .build());
    network.init();
    return network;
  }

  @Test
  void wrongLabelsAreRefused() throws IOException {
    INDArray two = few.inputs().get(NDArrayIndex.interval(0, 2)).dup();
    refused("--data " + data(two, 0, 10), "label", "10");
    refused("--data " + data(two, 0, -1), "example 1: expected a label", "got -1");
    refused("--data " + data(two, 0, 1, 2), "expected one label for each of 2 inputs, got 3");
  }

  @Test
  void wrongPixelsAreRefused() throws IOException {
    INDArray two = few.inputs().get(NDArrayIndex.interval(0, 2)).dup();
    two.putScalar(784 + 5, Float.NaN);
    refused("--data " + data(two, 0, 1), "example 1, feature 5: expected a finite number, got NaN");
    two.putScalar(784 + 5, 0).muli(255);
    refused("--data " + data(two, 0, 1), "expected values in [0.0, 1.0]", "--scale 255");
    assertThat(run("--no-curve --attacks fgsm --scale 255 --data " + data(two, 9, 2)))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
  }

  @Test
  void anAttackAboveTheModelsAccessIsRefused() throws IOException {
    Path model = model(dense(784, 10, Activation.RRELU));
    refused(
        "--model " + model,
        "attack fgsm: expected a model that gives gradient access, got one that gives score"
            + " access");
  }

  @Test
  void aFolderThatHoldsSomethingIsRefusedUnlessOverwriting() throws IOException {
    Path report = Files.createDirectory(temp.resolve("report"));
    Files.writeString(report.resolve("thesis.tex"), "years of work");
    refused("--attacks fgsm", "--out: expected a new or empty folder", "--overwrite");

    assertThat(run("--attacks fgsm --overwrite" + SMALL)).isEqualTo(ExitStatus.SUCCESS);
    assertThat(report.resolve("thesis.tex")).hasContent("years of work");
    assertThat(report.resolve("report.html")).isNotEmptyFile();
  }

  @Test
  void aFileWhereTheFolderShouldBeIsRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    refused("--out " + file, "--out: expected a folder, got the file " + file);
    refused("--out " + file.resolve("sub"), "--out: expected a folder");
  }

  @Test
  @EnabledOnOs(OS.LINUX) // there, not even root may write to /proc
  void aFolderThatCannotBeWrittenIsRefused() throws IOException {
    refused("--out /proc/gauntlet", "--out: expected a folder that can be written");
  }
}

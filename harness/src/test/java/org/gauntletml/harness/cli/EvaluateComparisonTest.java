package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gauntlet evaluate} with several models, and with smoothed ones. */
class EvaluateComparisonTest extends EvaluateFixture {
  private Path copied(String folder) throws IOException {
    Path file = temp.resolve(folder).resolve("net.zip");
    Files.createDirectories(file.getParent());
    Path model = bundledModel();
    Files.move(model, file);
    return file;
  }

  private JsonNode report() {
    return JsonMapper.shared().readTree(temp.resolve("report/report.json"));
  }

  @Test
  void theSameModelTwiceDoesNotDiffer() throws IOException {
    Path a = copied("old");
    Path b = copied("new");
    assertThat(run("--attacks fgsm --model " + a + " --model " + b))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
    assertThat(report().at("/models/0/provenance/model/name").asString()).isEqualTo(a.toString());
    assertThat(report().at("/models/1/provenance/model/name").asString()).isEqualTo(b.toString());
    assertThat(report().at("/models/0/robustAccuracy"))
        .isEqualTo(report().at("/models/1/robustAccuracy"));
    assertThat(report().at("/differences/0/robustAccuracy/gained").asInt()).isZero();
    assertThat(report().at("/differences/0/robustAccuracy/lost").asInt()).isZero();
    assertThat(recorded.out().lines().filter(line -> !line.startsWith("Report: ")))
        .allMatch(line -> line.length() <= 80);
  }

  @Test
  void modelsThatCannotBeComparedAreRefused() throws IOException {
    Path a = copied("old");
    Path narrow = model(dense(5, 10, Activation.TANH));
    refused(
        "--model " + a + " --model " + narrow,
        narrow + ": expected inputs [1, 28, 28], as the models before it take, got [5].");
    refused("--model " + a + " --model " + a, "--model: expected each model once");
    refused("--model " + a + " --model " + temp.resolve("none"), "no such file");
    Path three = model(dense(5, 3, Activation.TANH));
    Path ten = temp.resolve("ten.zip");
    Files.move(three, temp.resolve("three.zip"));
    Files.move(model(dense(5, 10, Activation.TANH)), ten);
    Path data = data(Nd4j.linspace(0, 1, 10).castTo(few.inputs().dataType()).reshape(2, 5), 0, 1);
    refused(
        "--data " + data + " --model " + temp.resolve("three.zip") + " --model " + ten,
        ten + ": expected 3 classes, as " + temp.resolve("three.zip") + " has, got 10.");
  }

  @Test
  void aSmoothedModelIsAttacked() throws IOException {
    assertThat(run("--examples 6 --attacks pgd --norm L2 --eps 1 --sigma 0.1 --draws 4 --votes 3"))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
    assertThat(report().at("/provenance/model/smoothed").asString())
        .isEqualTo("Gaussian noise of sigma 0.1, mean softmax of 4 draws per question");
    assertThat(report().at("/provenance/model/access").asString()).isEqualTo("gradient");
    String first = Files.readString(temp.resolve("report/examples.csv"));
    assertThat(
            run(
                "--examples 6 --attacks pgd --norm L2 --eps 1 --sigma 0.1 --draws 4 --votes 3"
                    + " --no-curve --overwrite"))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
    assertThat(temp.resolve("report/examples.csv")).as("noise is repeatable").hasContent(first);
    refused("--draws 4 --out " + temp.resolve("b"), "--draws: expected --sigma beside it");
    refused("--sigma 0 --out " + temp.resolve("b"), "--sigma: expected a positive number");
  }
}

package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.harness.evaluation.Progress;
import org.gauntletml.models.architecture.Architecture;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.kit.Digits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class TrainCommandTest extends TrainFixture {
  private static final String PGD =
      "--arch mlp --data digits.npz --crop 1 --method pgd --eps 0.1 --steps 3 --epochs 3"
          + " --lr 0.005";

  @Test
  void leavesTheBestNetworkAndATableOfEpochs() throws IOException {
    trains(PGD + " --validation 40 --out robust.zip");

    assertThat(recorded.out())
        .containsPattern("Best epoch +[123] of 3")
        .containsPattern("clean +\\d+\\.\\d\\d% of 40 held out")
        .containsPattern("robust +\\d+\\.\\d\\d% \\(PGD-20, Linf 0.1\\)");
    assertThat(recorded.err())
        .containsPattern("epoch 1 of 3: loss \\d\\.\\d+, clean .*, the best so far; about .* left");
    List<String> rows = Files.readAllLines(path("robust.zip.epochs.csv"));
    assertThat(rows.get(0)).startsWith("# gauntlet train mlp, ");
    assertThat(rows.get(1)).isEqualTo("epoch,loss,clean_accuracy,robust_accuracy");
    assertThat(rows.subList(2, rows.size())).hasSize(3).last().asString().startsWith("3,");

    recorded = new Recorded();
    List<String> evaluate =
        List.of(
            "evaluate",
            "--model",
            path("robust.zip").toString(),
            "--data",
            path("digits.npz").toString(),
            "--eps",
            "0.1",
            "--no-curve",
            "--examples",
            "24",
            "--out",
            path("report").toString());
    assertThat(new Gauntlet(Gauntlet.COMMANDS, recorded.console()).run(evaluate))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clean --schedule cyclic --updater sgd --lr 0.1 --crop 2 --flip",
        "pgd --norm L2 --eps 1/2 --steps 2 --step 0.3 --awp 0.01",
        "trades --eps 0.1 --steps 2 --beta 6 --schedule step",
        "mart --eps 0.1 --steps 2 --beta 6 --weight-decay 5e-4",
        "free --eps 0.1 --replays 2 --warm-up 1",
        "fast --eps 0.1 --step 0.1",
        "gaussian --sigma 0.3",
        "smoothadv --eps 0.5 --sigma 0.3 --steps 2 --copies 1",
        "macer --sigma 0.3 --copies 2"
      })
  void everyMethodTrains(String method) throws IOException {
    trains("--arch mlp --data digits.npz --epochs 1 --out robust.zip --method " + method);

    assertThat(path("robust.zip")).isNotEmptyFile();
    assertThat(Files.readAllLines(path("robust.zip.epochs.csv"))).hasSize(3);
  }

  @Test
  void goesOnAfterAKillAndEndsWithTheSameBytes() throws IOException {
    trains(PGD + " --out whole.zip");
    recorded = new Recorded();
    AtomicInteger steps = new AtomicInteger();
    Progress dying =
        (what, total) ->
            done -> {
              if (steps.incrementAndGet() == 6) { // in the middle of the second epoch
                throw new IllegalStateException("killed");
              }
            };
    Console console = new Console(recorded.console().out(), recorded.console().err(), dying);
    assertThat(new Gauntlet(Gauntlet.COMMANDS, console).run(words(PGD + " --out stopped.zip")))
        .isEqualTo(ExitStatus.INTERNAL_ERROR);
    assertThat(path("stopped.zip")).doesNotExist();

    trains(PGD + " --out stopped.zip");

    assertThat(recorded.err()).contains("1 of 3 epochs are trained already");
    assertThat(path("stopped.zip")).hasSameBinaryContentAs(path("whole.zip"));
    assertThat(path("stopped.zip.epochs.csv")).hasSameBinaryContentAs(path("whole.zip.epochs.csv"));

    trains(PGD + " --out stopped.zip"); // nothing is left to do
    assertThat(recorded.err()).contains("3 of 3 epochs").doesNotContain("loss");
    assertThat(path("stopped.zip")).hasSameBinaryContentAs(path("whole.zip"));
  }

  @Test
  void anotherJobNeedsOverwrite() throws IOException {
    trains("--arch mlp --data digits.npz --method clean --epochs 1 --out net.zip");
    String other = "--arch lenet --data digits.npz --method clean --epochs 1 --out net.zip";
    assertThat(train(other)).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(recorded.err()).contains("of this very job", "train lenet", "train mlp");

    trains(other + " --overwrite");

    assertThat(Files.readString(path("net.zip.epochs.csv"))).startsWith("# gauntlet train lenet");
  }

  /** Its own updater follows its own schedule, unless there is another rate. */
  @Test
  void trainsANetworkFromAFile() throws IOException {
    Adam tiny = new Adam(new ExponentialSchedule(ScheduleType.ITERATION, 1e-9, .5));
    Model network = Architecture.MLP.network(Digits.INPUT, 10, tiny, 0, 1);
    write("in.zip", network);
    String line = "--model in.zip --data digits.npz --method clean --epochs 1 --out ";
    trains(line + "own.zip");
    trains(line + "other.zip --lr 0.01");

    assertThat(Dl4jNetwork.restore(path("own.zip")).params().distance2(network.params()))
        .isLessThan(1e-3);
    assertThat(Dl4jNetwork.restore(path("other.zip")).params().distance2(network.params()))
        .isGreaterThan(.1);
  }

  @Test
  void whatTheEngineCannotTrainFallsBack() throws IOException {
    write("dropout.zip", dropout());
    String line = "--model dropout.zip --data digits.npz --epochs 1 --eps 0.1 --method ";

    trains(line + "pgd --steps 2 --out net.zip");
    assertThat(recorded.err()).contains("drops out activations, so Deeplearning4j trains it");

    for (String method : List.of("trades", "mart", "free", "pgd --awp 0.01")) {
      assertThat(train(line + method + " --out other.zip")).isEqualTo(ExitStatus.BAD_INPUT);
      assertThat(recorded.err()).contains("drops out activations", "gaussian and smoothadv");
    }
    assertThat(path("other.zip")).doesNotExist();
  }

  private static MultiLayerNetwork dropout() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .list()
                .layer(
                    new DenseLayer.Builder()
                        .nOut(16)
                        .activation(Activation.RELU)
                        .dropOut(.5)
                        .build())
                .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(8, 8, 1))
                .build());
    network.init();
    return network;
  }

  @Test
  void stopsWhereTheLossIsNoNumber() {
    String line =
        "--arch mlp --data digits.npz --method clean --epochs 2 --updater sgd --out n.zip";

    assertThat(train(line + " --lr 1e30")).isEqualTo(ExitStatus.GATE_FAILED);

    assertThat(recorded.out())
        .containsPattern("diverged +in step \\d of epoch 1")
        .contains("there is no network", "--lr");
    assertThat(path("n.zip")).doesNotExist();
  }

  /** As if robust accuracy had fallen from the first epoch to the second. */
  @Test
  void saysWhereItOverfitted() throws IOException {
    String fast = "--arch mlp --data digits.npz --epochs 3 --eps 0.1 --method fast --out fast.zip";
    trains(fast);
    edit("fast.zip", text -> text.replaceAll("(?m)^1 .*\n2 .*\n3 .*", "1 .5 .9 .9\n2 .4 .9 .1"));
    assertThat(train(fast)).isEqualTo(ExitStatus.GATE_FAILED);
    assertThat(recorded.out()).contains("Best epoch", "1 of 2", "catastrophic", "--method");

    trains(PGD + " --out pgd.zip");
    edit("pgd.zip", text -> text.replaceAll("(?m)^(3 \\S+ \\S+) .*", "$1 0.0"));
    trains(PGD + " --out pgd.zip");
    assertThat(recorded.out()).contains("robust overfitting", "0.00% in the last epoch");
  }
}

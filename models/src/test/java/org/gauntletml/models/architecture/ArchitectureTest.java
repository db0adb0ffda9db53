package org.gauntletml.models.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.bundled.ModelZip;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.gauntletml.models.kit.Digits;
import org.gauntletml.models.wrapping.ImportOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.CycleSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class ArchitectureTest {
  private static final InputSpec MNIST = InputSpec.unit(1, 28, 28);

  @TempDir Path folder;

  private static Model network(Architecture architecture, InputSpec input, int classes, long seed) {
    return architecture.network(input, classes, new Adam(1e-3), 0, seed);
  }

  /** As the authors' networks have them in PyTorch, plus the running statistics of ResNet. */
  @ParameterizedTest
  @CsvSource({
    "LENET, 648226",
    "SMALLCNN, 312202",
    "STRIDED, 166406",
    "MLP, 269322",
    "RESNET18, 11182410"
  })
  void hasTheParametersOfTheOriginal(Architecture architecture, long parameters) {
    assertThat(network(architecture, MNIST, 10, 1).numParams()).isEqualTo(parameters);
  }

  @ParameterizedTest
  @EnumSource
  void isTrainedByTheEngineAndLearns(Architecture architecture) {
    Dataset digits = Digits.train().head(16);
    INDArray x = digits.inputs();
    if (architecture == Architecture.SMALLCNN) {
      x = x.repeat(2, 2).repeat(3, 2).dup('c'); // each pixel four times
    }
    InputSpec input = InputSpec.unit(1, x.size(2), x.size(3));
    try (TrainableNetwork network =
        TrainableNetwork.of(network(architecture, input, 10, 1), input, ImportOptions.DEFAULT)) {
      assertThat(network.fallback()).isEmpty();
      double first = network.fit(x, digits.labels());
      double last = first;
      for (int step = 0; step < 4; step++) {
        last = network.fit(x, digits.labels());
      }
      assertThat(last).isLessThan(first);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -5})
  void theSeedTellsTheWeights(long seed) {
    INDArray weights = network(Architecture.MLP, Digits.INPUT, 10, seed).params();

    assertThat(network(Architecture.MLP, Digits.INPUT, 10, seed).params().data().asFloat())
        .isEqualTo(weights.data().asFloat());
    assertThat(network(Architecture.MLP, Digits.INPUT, 10, 7).params().distance2(weights))
        .isGreaterThan(1);
  }

  @Test
  void mlpTakesRows() {
    Model rows = network(Architecture.MLP, InputSpec.unit(30), 3, 1);

    assertThat(Dl4jNetwork.of(rows).inputShape()).contains(List.of(30L));
  }

  @Test
  void refusesWhatItDoesNotTake() {
    refuses(Architecture.LENET, InputSpec.unit(784), "lenet", "images of 4x4", "[N,784]", "mlp");
    refuses(Architecture.SMALLCNN, Digits.INPUT, "smallcnn", "16x16", "8x8");
    refuses(Architecture.RESNET18, InputSpec.unit(3, 4, 4), "resnet18", "8x8", "4x4");
    refuses(Architecture.MLP, InputSpec.unit(3, 4, 4, 4), "mlp", "images or rows", "[N,3,4,4,4]");
    assertThatThrownBy(() -> network(Architecture.MLP, MNIST, 1, 1))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("2 or more");
    assertThatThrownBy(() -> Architecture.named("--arch", "lennet"))
        .isInstanceOf(BadInput.class)
        .hasMessageContainingAll("--arch", "lennet", "lenet", "resnet18");
  }

  private static void refuses(Architecture architecture, InputSpec input, String... words) {
    assertThatThrownBy(() -> network(architecture, input, 10, 1))
        .isInstanceOf(BadInput.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void isReadBackWithItsUpdaterAndPenalty() throws IOException {
    Model before =
        Architecture.MLP.network(
            Digits.INPUT,
            10,
            new Nesterovs(new CycleSchedule(ScheduleType.ITERATION, .1, 1, 20, 0, 1), .9),
            1e-2,
            1);
    Path file = folder.resolve("net.zip");
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelZip.write(before, out);
    }

    Model after = Dl4jNetwork.restore(file);

    assertThat(after.params()).isEqualTo(before.params());
    Dataset digits = Digits.train().head(20);
    try (TrainableNetwork a = TrainableNetwork.of(before, Digits.INPUT, ImportOptions.DEFAULT);
        TrainableNetwork b = TrainableNetwork.of(after, Digits.INPUT, ImportOptions.DEFAULT)) {
      for (int step = 0; step < 3; step++) {
        a.fit(digits.inputs(), digits.labels());
        b.fit(digits.inputs(), digits.labels());
      }
    }
    assertThat(after.params().data().asFloat()).isEqualTo(before.params().data().asFloat());
  }
}

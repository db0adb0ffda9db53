package org.gauntletml.defenses.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.whitebox.StepRule;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.gauntletml.models.kit.Digits;
import org.gauntletml.models.wrapping.ImportOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The handwritten digits of UCI, 8x8. */
class RobustTrainerTest {
  private static final InputSpec INPUT = InputSpec.unit(1, 8, 8);
  private static final Epsilon EPS = Epsilon.of(.15);
  private static final Ascent INNER =
      new Ascent(Norm.LINF, EPS, 5, StepRule.travel(2.5), Ascent.Start.UNIFORM);
  private static final Split DATA = Split.of(Digits.train(), 200, 1);

  @TempDir Path folder;

  private static MultiLayerNetwork network(double rate, boolean normalized) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .updater(new Adam(rate))
            .convolutionMode(ConvolutionMode.Same)
            .list()
            .layer(
                new ConvolutionLayer.Builder(3, 3)
                    .nOut(12)
                    .stride(2, 2)
                    .activation(Activation.RELU)
                    .build());
    if (normalized) {
      layers.layer(new BatchNormalization());
    }
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            layers
                .layer(new DenseLayer.Builder().nOut(48).activation(Activation.RELU).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(8, 8, 1))
                .build());
    net.init();
    return net;
  }

  private static TrainableNetwork trainable(MultiLayerNetwork net) {
    return TrainableNetwork.of(net, INPUT, ImportOptions.DEFAULT);
  }

  /** Saves nothing, tells nobody. */
  private static RobustTrainer.Watcher silent() {
    return after(history -> {});
  }

  private static RobustTrainer.Watcher after(Consumer<History> epoch) {
    return new RobustTrainer.Watcher() {
      @Override
      public void step(int number, int step, int steps, double loss) {
        assertThat(step).isBetween(1, steps);
      }

      @Override
      public void epoch(History history, TrainableNetwork network) {
        epoch.accept(history);
      }
    };
  }

  private static RobustTrainer.Outcome train(
      RobustMethod method, int epochs, TrainableNetwork network) {
    return new RobustTrainer(method, epochs, 0, 64, 7)
        .train(network, DATA.training(), DATA.validation(), History.NONE, silent());
  }

  private static double robust(TrainableNetwork network) {
    return new Probe.Attacked(Norm.LINF, EPS, 40).accuracy(network.inference(), Digits.test(), 11);
  }

  static Stream<Arguments> methods() {
    return Stream.of(
        Arguments.of(new PgdTraining(INNER), 10),
        Arguments.of(PgdTraining.fast(Norm.LINF, EPS), 15),
        Arguments.of(new Trades(INNER, 3), 10),
        Arguments.of(new Mart(INNER, 3), 10),
        Arguments.of(new FreeTraining(Norm.LINF, EPS, 4), 6),
        Arguments.of(new WeightPerturbation(new PgdTraining(INNER), .01), 10));
  }

  /** Clean training leaves hardly an example standing; every method most of them. */
  @ParameterizedTest
  @MethodSource("methods")
  void makesRobust(RobustMethod method, int epochs) {
    try (TrainableNetwork network = trainable(network(5e-3, false))) {
      RobustTrainer.Outcome outcome = train(method, epochs, network);

      assertThat(outcome.ending()).isEqualTo(RobustTrainer.Ending.COMPLETED);
      assertThat(outcome.history().last().orElseThrow().clean()).isGreaterThan(.85);
      assertThat(robust(network)).isGreaterThan(.5);
    }
  }

  @Test
  void cleanTrainingDoesNot() {
    try (TrainableNetwork network = trainable(network(5e-3, false))) {
      train(new CleanTraining(), 10, network);

      assertThat(new Probe.Clean().accuracy(network.inference(), Digits.test(), 1))
          .isGreaterThan(.9);
      assertThat(robust(network)).isLessThan(.25);
    }
  }

  static Stream<RobustMethod> noisy() {
    return Stream.of(
        new GaussianAugmentation(.4),
        new SmoothAdv(
            new Ascent(Norm.L2, Epsilon.of(.5), 3, StepRule.travel(2), Ascent.Start.EXAMPLE),
            .4,
            2),
        new Macer(.4, 4, 2, 8, 4));
  }

  @ParameterizedTest
  @MethodSource("noisy")
  void bearsNoise(RobustMethod method) {
    Probe probe = new Probe.Noisy(.4);
    try (TrainableNetwork clean = trainable(network(5e-3, false));
        TrainableNetwork network = trainable(network(5e-3, false))) {
      train(new CleanTraining(), 10, clean);
      train(method, 10, network);

      assertThat(probe.accuracy(network.inference(), Digits.test(), 1))
          .isGreaterThan(probe.accuracy(clean.inference(), Digits.test(), 1) + .03);
    }
  }

  static Stream<RobustMethod> resumable() {
    return Stream.of(
        new PgdTraining(INNER),
        new Trades(INNER, 3),
        new FreeTraining(Norm.LINF, EPS, 2),
        new WeightPerturbation(new Mart(INNER, 3), .01),
        new Macer(.4, 2, 1, 8, 4));
  }

  /** As if the process had died in the middle of the third epoch. */
  @ParameterizedTest
  @MethodSource("resumable")
  void endsAsIfNeverStopped(RobustMethod method) throws IOException {
    RobustTrainer trainer = new RobustTrainer(method, 4, 2, 50, 7);
    Checkpoints checkpoints = new Checkpoints(folder, "a job");
    MultiLayerNetwork whole = network(5e-3, true);
    try (TrainableNetwork network = trainable(whole)) {
      trainer.train(network, DATA.training(), DATA.validation(), History.NONE, silent());
    }
    try (TrainableNetwork network = trainable(network(5e-3, true))) {
      assertThatThrownBy(
              () ->
                  trainer.train(
                      network,
                      DATA.training(),
                      DATA.validation(),
                      History.NONE,
                      new Dying(checkpoints, 3, 5)))
          .hasMessage("killed");
    }

    MultiLayerNetwork resumed = network(5e-3, true);
    try (TrainableNetwork network = trainable(resumed)) {
      History so = checkpoints.restore(network);
      assertThat(so.epochs()).hasSize(2);
      trainer.train(network, DATA.training(), DATA.validation(), so, silent());
    }

    assertThat(resumed.params().data().asFloat()).containsExactly(whole.params().data().asFloat());
    assertThat(whole.params().distance2(network(5e-3, true).params())).isGreaterThan(.1);
  }

  /** Saves every epoch, and dies at a step. */
  private record Dying(Checkpoints checkpoints, int epoch, int step)
      implements RobustTrainer.Watcher {
    @Override
    public void step(int number, int at, int steps, double loss) {
      if (number == epoch && at == step) {
        throw new IllegalStateException("killed");
      }
    }

    @Override
    public void epoch(History history, TrainableNetwork network) {
      try {
        checkpoints.save(history, network);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void stopsWhereTheLossIsNoNumber() {
    MultiLayerNetwork net = network(5e-3, false);
    net.getLayerWiseConfigurations()
        .getConfs()
        .forEach(
            conf ->
                ((org.deeplearning4j.nn.conf.layers.BaseLayer) conf.getLayer())
                    .setIUpdater(new Sgd(1e30)));
    try (TrainableNetwork network = trainable(net)) {
      RobustTrainer.Outcome outcome = train(new PgdTraining(INNER), 3, network);

      assertThat(outcome.ending()).isEqualTo(RobustTrainer.Ending.DIVERGED);
      assertThat(outcome.steps()).isBetween(1, 5);
      assertThat(outcome.history().epochs()).isEmpty();
    }
  }

  /** Accuracy that falls from one epoch to the next is what the alarm is for. */
  @Test
  void soundsTheAlarmWhenASingleStepStopsHelping() {
    try (TrainableNetwork network = trainable(network(5e-3, false))) {
      History promising = History.NONE.with(new History.Epoch(1, 1, .9, .9));

      RobustTrainer.Outcome outcome =
          new RobustTrainer(PgdTraining.fast(Norm.LINF, EPS), 9, 0, 64, 7)
              .train(network, DATA.training(), DATA.validation(), promising, silent());

      assertThat(outcome.ending()).isEqualTo(RobustTrainer.Ending.CATASTROPHIC_OVERFITTING);
      assertThat(outcome.history().epochs()).hasSize(2);
      assertThat(outcome.history().best())
          .hasValueSatisfying(e -> assertThat(e.number()).isEqualTo(1));
      assertThat(outcome.history().overfits()).isTrue();
    }
  }

  @Test
  void refusesCheckpointsOfOthers() throws IOException {
    Checkpoints checkpoints = new Checkpoints(folder, "a job");
    try (TrainableNetwork network = trainable(network(5e-3, false));
        TrainableNetwork other = trainable(network(5e-3, true))) {
      checkpoints.save(History.NONE.with(new History.Epoch(1, .5, .9, .8)), network);

      assertThatThrownBy(() -> new Checkpoints(folder, "another").restore(network))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("a job");
      assertThatThrownBy(() -> checkpoints.restore(other))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("another architecture");
      assertThat(checkpoints.restore(network).epochs()).hasSize(1);
    }
  }

  @Test
  void splitsWithoutOverlap() {
    Dataset all = Digits.train();
    assertThat(DATA.training().size() + DATA.validation().size()).isEqualTo(all.size());
    assertThat(DATA.training().ids()).doesNotContainAnyElementsOf(DATA.validation().ids());
    assertThatThrownBy(() -> Split.of(all, all.size(), 1)).isInstanceOf(BadInput.class);
  }

  /** Nothing leaves ball and box, and every step is taken. */
  @Test
  void climbsInsideTheBall() {
    try (TrainableNetwork network = trainable(network(5e-3, false))) {
      Dataset batch = DATA.training().head(20);
      Lesson lesson =
          new Lesson(
              batch.inputs(),
              batch.labels(),
              org.gauntletml.attacks.RandomStreams.of(1, "t", batch.ids()),
              .5);
      INDArray x = INNER.climb(network.inference(), lesson);

      for (double distance : Norm.LINF.distances(x, batch.inputs())) {
        assertThat(distance).isLessThanOrEqualTo(.5 * EPS.value() + 1e-6);
      }
      INPUT.check("climbed", x);
    }
  }
}

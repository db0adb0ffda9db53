package org.gauntletml.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.kit.Digits;
import org.gauntletml.models.wrapping.ImportOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** The oracle is Deeplearning4j's own {@code fit}. */
class TrainableNetworkTest {
  private static final InputSpec INPUT = InputSpec.unit(1, 8, 8);
  private static final int STEPS = 5;
  private static final Dataset DATA = Digits.train().head(40);

  static Stream<Pair<String, Supplier<MultiLayerNetwork>>> stacks() {
    return Stream.of(
        stack(
            "plain", new Adam(new ExponentialSchedule(ScheduleType.ITERATION, 5e-3, .9)), small()),
        stack("batch normalisation", new Nesterovs(.05, .9), normalized()),
        stack(
            "penalties",
            new Sgd(.1),
            small().layer(2, dense().l2(1e-2).l1(1e-3).weightDecay(1e-2).build())),
        stack(
            "clipping",
            new Sgd(.5),
            small()
                .layer(
                    2,
                    dense()
                        .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                        .gradientNormalizationThreshold(.05)
                        .build())),
        stack(
            "constraint",
            new Sgd(.5),
            small().layer(2, dense().constrainWeights(new MaxNormConstraint(.4, 1)).build())),
        stack(
            "smooth activations",
            new Adam(5e-3),
            small().layer(2, dense().activation(Activation.GELU).hasLayerNorm(true).build())),
        stack("one sigmoid", new Adam(5e-3), pair()));
  }

  private static Pair<String, Supplier<MultiLayerNetwork>> stack(
      String name, IUpdater updater, ListBuilder layers) {
    return Pair.of(
        name,
        () -> {
          var conf = layers.build().clone();
          conf.getConfs()
              .forEach(
                  c -> {
                    if (c.getLayer() instanceof org.deeplearning4j.nn.conf.layers.BaseLayer base) {
                      base.setIUpdater(updater);
                    }
                  });
          MultiLayerNetwork net = new MultiLayerNetwork(conf);
          net.init();
          return net;
        });
  }

  private static NeuralNetConfiguration.Builder builder() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .updater(new Sgd(.1))
        .convolutionMode(ConvolutionMode.Same);
  }

  private static ListBuilder small() {
    return builder()
        .list()
        .layer(0, new ConvolutionLayer.Builder(3, 3).nOut(6).activation(Activation.RELU).build())
        .layer(
            1,
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build())
        .layer(2, dense().build())
        .layer(3, output().build())
        .setInputType(InputType.convolutional(8, 8, 1));
  }

  private static DenseLayer.Builder dense() {
    return new DenseLayer.Builder().nOut(12).activation(Activation.TANH);
  }

  private static OutputLayer.Builder output() {
    return new OutputLayer.Builder(LossFunction.MCXENT).nOut(10).activation(Activation.SOFTMAX);
  }

  private static ListBuilder normalized() {
    return builder()
        .list()
        .layer(
            new ConvolutionLayer.Builder(3, 3)
                .stride(2, 2)
                .nOut(4)
                .activation(Activation.IDENTITY)
                .build())
        .layer(new BatchNormalization.Builder().decay(.8).useLogStd(false).build())
        .layer(new ActivationLayer(Activation.RELU))
        .layer(new DepthwiseConvolution2D.Builder(3, 3).depthMultiplier(2).nOut(8).build())
        .layer(dense().activation(Activation.IDENTITY).build())
        .layer(new BatchNormalization.Builder().decay(.7).useLogStd(true).build())
        .layer(output().build())
        .setInputType(InputType.convolutional(8, 8, 1));
  }

  private static ListBuilder pair() {
    return builder()
        .list()
        .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.RELU).build())
        .layer(
            new OutputLayer.Builder(LossFunction.XENT)
                .nOut(1)
                .activation(Activation.SIGMOID)
                .build())
        .setInputType(InputType.convolutional(8, 8, 1));
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void takesTheStepsOfTheFramework(Pair<String, Supplier<MultiLayerNetwork>> of) {
    MultiLayerNetwork ours = of.getValue().get();
    MultiLayerNetwork theirs = of.getValue().get();
    INDArray start = ours.params().dup();
    int classes =
        ours.getLayerWiseConfigurations().getConf(ours.getnLayers() - 1).getLayer()
                instanceof OutputLayer o
            ? (int) o.getNOut()
            : 0;
    int[] labels = DATA.labels();
    if (classes == 1) {
      labels = java.util.stream.IntStream.of(labels).map(k -> k % 2).toArray();
    }

    try (TrainableNetwork training = TrainableNetwork.of(ours, INPUT, ImportOptions.DEFAULT)) {
      assertThat(training.fallback()).isEmpty();
      for (int step = 0; step < STEPS; step++) {
        double loss = training.fit(DATA.inputs(), labels);
        theirs.fit(new DataSet(DATA.inputs().dup(), hot(classes, labels)));
        assertThat(loss)
            .as("loss of step " + step)
            .isCloseTo(theirs.score() - penalty(theirs), within(2e-3 + penaltyOf(of)));
      }
      assertThat(start.distance2(theirs.params())).isGreaterThan(1e-2);
      assertThat(ours.params().sub(theirs.params()).amaxNumber().doubleValue()).isLessThan(1e-4);
      assertThat(ours.getIterationCount()).isEqualTo(theirs.getIterationCount());
      // what is attacked is what was trained
      INDArray x = DATA.head(5).inputs();
      INDArray probabilities = ours.output(x.dup());
      INDArray logits = training.inference().logits(x);
      assertThat(org.gauntletml.models.Logits.argMax(logits))
          .isEqualTo(
              classes == 1
                  ? round(probabilities)
                  : org.gauntletml.models.Logits.argMax(probabilities));
    }
  }

  private static int[] round(INDArray probabilities) {
    return java.util.stream.IntStream.range(0, (int) probabilities.length())
        .map(i -> probabilities.getDouble(i) > .5 ? 1 : 0)
        .toArray();
  }

  private static double penalty(MultiLayerNetwork net) {
    return net.calcRegularizationScore(true);
  }

  /** The framework adds up penalties of the parameters after the step. */
  private static double penaltyOf(Pair<String, ?> of) {
    return of.getKey().equals("penalties") ? .1 : 0;
  }

  private static INDArray hot(int classes, int... labels) {
    INDArray hot = Nd4j.zeros(labels.length, classes);
    for (int n = 0; n < labels.length; n++) {
      if (classes == 1) {
        hot.putScalar(n, 0, labels[n]);
      } else {
        hot.putScalar(n, labels[n], 1);
      }
    }
    return hot;
  }

  private static ComputationGraph residual() {
    GraphBuilder graph =
        builder()
            .updater(new Nesterovs(.05, .9))
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(InputType.convolutional(8, 8, 1));
    graph
        .addLayer("stem", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "x")
        .addLayer("norm", new BatchNormalization(), "stem")
        .addLayer("relu", new ActivationLayer(Activation.RELU), "norm")
        .addLayer(
            "inner", new ConvolutionLayer.Builder(3, 3).nOut(4).hasBias(false).build(), "relu")
        .addLayer("inner_norm", new BatchNormalization(), "inner")
        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "inner_norm", "relu")
        .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "sum")
        .addLayer("out", output().build(), "pool")
        .setOutputs("out");
    ComputationGraph net = new ComputationGraph(graph.build());
    net.init();
    return net;
  }

  @Test
  void takesTheStepsOfTheFrameworkOnGraphs() {
    ComputationGraph ours = residual();
    ComputationGraph theirs = residual();
    try (TrainableNetwork training = TrainableNetwork.of(ours, INPUT, ImportOptions.DEFAULT)) {
      assertThat(training.fallback()).isEmpty();
      for (int step = 0; step < STEPS; step++) {
        training.fit(DATA.inputs(), DATA.labels());
        theirs.fit(new DataSet(DATA.inputs().dup(), hot(10, DATA.labels())));
      }
    }
    assertThat(ours.params().distance2(residual().params())).isGreaterThan(1e-2);
    assertThat(ours.params().sub(theirs.params()).amaxNumber().doubleValue()).isLessThan(1e-4);
  }

  /** Two halves of a batch, one after the other, are the batch. */
  @Test
  void addsUpPasses() {
    MultiLayerNetwork whole = network(small());
    MultiLayerNetwork halves = network(small());
    try (TrainableNetwork a = TrainableNetwork.of(whole, INPUT, ImportOptions.DEFAULT);
        TrainableNetwork b = TrainableNetwork.of(halves, INPUT, ImportOptions.DEFAULT)) {
      a.fit(DATA.inputs(), DATA.labels());
      for (int half = 0; half < 2; half++) {
        Dataset part =
            DATA.select(java.util.stream.IntStream.range(20 * half, 20 * half + 20).toArray());
        try (TrainingPass pass = b.forward(part.inputs())) {
          pass.backward(
              new org.gauntletml.models.CrossEntropy()
                  .away(pass.logits(), part.labels())
                  .gradient());
        }
      }
      b.update(40);
    }
    assertThat(halves.params().distance2(network(small()).params())).isGreaterThan(1e-2);
    assertThat(halves.params().sub(whole.params()).amaxNumber().doubleValue()).isLessThan(1e-5);
  }

  private static MultiLayerNetwork network(ListBuilder layers) {
    MultiLayerNetwork net = new MultiLayerNetwork(layers.build());
    net.init();
    return net;
  }

  @Test
  void leavesDropoutToTheFramework() {
    ListBuilder layers = small().layer(2, dense().name("thin").dropOut(.5).build());
    MultiLayerNetwork net = network(layers);
    INDArray start = net.params().dup();
    try (TrainableNetwork training = TrainableNetwork.of(net, INPUT, ImportOptions.DEFAULT)) {
      assertThat(training.fallback())
          .hasValueSatisfying(why -> assertThat(why).contains("thin", "drops out"));
      double before = training.fit(DATA.inputs(), DATA.labels());
      for (int i = 0; i < 60; i++) {
        training.fit(DATA.inputs(), DATA.labels());
      }
      assertThat(training.fit(DATA.inputs(), DATA.labels())).isLessThan(before);
      assertThat(start.distance2(net.params())).isGreaterThan(1e-2);
      assertThatThrownBy(() -> training.forward(DATA.inputs()))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("drops out");
    }
  }
}

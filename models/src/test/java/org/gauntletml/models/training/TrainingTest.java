package org.gauntletml.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.kit.Digits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class TrainingTest {
  private static final List<String> LOG = new ArrayList<>();

  @ParameterizedTest
  @EnumSource(
      value = ConvolutionMode.class,
      names = {"Same", "Truncate"})
  void takesTheStepsOfTheFramework(ConvolutionMode mode) {
    Dataset data = Digits.train().head(40);
    MultiLayerNetwork ours = network(mode);
    MultiLayerNetwork theirs = network(mode);
    INDArray labels = Nd4j.zeros(40, 10);
    for (int n = 0; n < 40; n++) {
      labels.putScalar(n, data.labels()[n], 1);
    }

    new Training(4, 40, 1).fit(ours, data, LOG::add);
    for (int epoch = 0; epoch < 4; epoch++) {
      theirs.fit(data.inputs(), labels);
      theirs.incrementEpochCount();
    }

    // Adam moves every weight by about its rate, 5e-3, in each step
    INDArray moved = network(mode).params().sub(theirs.params());
    assertThat(moved.amaxNumber().doubleValue()).isGreaterThan(1e-2);
    assertThat(ours.params().sub(theirs.params()).amaxNumber().doubleValue()).isLessThan(2e-5);
  }

  @Test
  void learnsDigits() {
    MultiLayerNetwork net = network(ConvolutionMode.Same);

    new Training(10, 32, 1).fit(net, Digits.train(), LOG::add);

    assertThat(Training.accuracy(net, Digits.test())).isGreaterThan(.95);
    assertThat(net.getEpochCount()).isEqualTo(10);
  }

  @Test
  void repeatsBitByBit() {
    MultiLayerNetwork first = network(ConvolutionMode.Same);
    MultiLayerNetwork second = network(ConvolutionMode.Same);

    new Training(1, 32, 1).fit(first, Digits.train(), LOG::add);
    new Training(1, 32, 1).fit(second, Digits.train(), LOG::add);

    assertThat(second.params().data().asFloat()).containsExactly(first.params().data().asFloat());
  }

  @Test
  void accuracyCountsWhatIsRight() {
    Dataset data = Digits.test().head(7);
    MultiLayerNetwork net = network(ConvolutionMode.Same);
    int right = 0;
    for (int n = 0; n < 7; n++) {
      int predicted = net.predict(data.select(new int[] {n}).inputs())[0];
      right += predicted == data.labels()[n] ? 1 : 0;
    }

    assertThat(Training.accuracy(net, data)).isCloseTo(right / 7.0, within(1e-12));
  }

  /** Every setting here changes what the framework's own training does. */
  static Stream<ListBuilder> notPlain() {
    return Stream.of(
        plain().layer(2, dense().dropOut(.5).build()),
        plain().layer(2, dense().l2(1e-4).build()),
        plain().layer(2, dense().weightNoise(new DropConnect(.5)).build()),
        plain().layer(2, dense().constrainWeights(new MaxNormConstraint(1, 1)).build()),
        plain().layer(2, dense().activation(Activation.TANH).build()),
        plain().layer(2, dense().activation(new ActivationReLU(6., 0., .1)).build()),
        plain().layer(2, dense().hasBias(false).build()),
        plain().layer(2, dense().hasLayerNorm(true).build()),
        plain()
            .layer(
                2,
                dense()
                    .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                    .gradientNormalizationThreshold(1)
                    .build()),
        plain().layer(1, pooling(SubsamplingLayer.PoolingType.AVG)),
        plain().layer(0, convolution().hasBias(false).build()),
        plain().layer(0, new BatchNormalization()),
        plain().layer(3, output(LossFunction.MSE, Activation.SOFTMAX)),
        plain().layer(3, output(LossFunction.XENT, Activation.SIGMOID)),
        plain().setInputType(InputType.convolutionalFlat(8, 8, 1)),
        plain().setInputType(InputType.convolutional(8, 8, 1, CNN2DFormat.NHWC)));
  }

  @ParameterizedTest
  @MethodSource("notPlain")
  void refusesWhatItWouldTrainWrongly(ListBuilder layers) {
    MultiLayerNetwork net = initialised(layers);

    assertThatThrownBy(() -> new Training(1, 32, 1).fit(net, Digits.test(), LOG::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("only plain convolutional networks are trained, not ");
  }

  @Test
  void refusesNoTraining() {
    assertThatThrownBy(() -> new Training(0, 32, 1))
        .isInstanceOf(BadInput.class)
        .hasMessage("training: expected 1 or more epochs and examples per step, got 0, 32.");
  }

  private static MultiLayerNetwork network(ConvolutionMode mode) {
    return initialised(plain(mode));
  }

  private static MultiLayerNetwork initialised(ListBuilder layers) {
    MultiLayerNetwork net = new MultiLayerNetwork(layers.build());
    net.init();
    return net;
  }

  private static ListBuilder plain() {
    return plain(ConvolutionMode.Same);
  }

  private static ListBuilder plain(ConvolutionMode mode) {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .updater(new Adam(new ExponentialSchedule(ScheduleType.EPOCH, 5e-3, .9)))
        .convolutionMode(mode)
        .list()
        .layer(0, convolution().build())
        .layer(1, pooling(SubsamplingLayer.PoolingType.MAX))
        .layer(2, dense().build())
        .layer(3, output(LossFunction.MCXENT, Activation.SOFTMAX))
        .setInputType(InputType.convolutional(8, 8, 1));
  }

  private static ConvolutionLayer.Builder convolution() {
    return new ConvolutionLayer.Builder(3, 3).nOut(8).activation(Activation.RELU);
  }

  private static SubsamplingLayer pooling(SubsamplingLayer.PoolingType type) {
    return new SubsamplingLayer.Builder(type).kernelSize(2, 2).stride(2, 2).build();
  }

  private static DenseLayer.Builder dense() {
    return new DenseLayer.Builder().nOut(32).activation(Activation.RELU);
  }

  private static OutputLayer output(LossFunction loss, Activation activation) {
    return new OutputLayer.Builder(loss).nOut(10).activation(activation).build();
  }
}

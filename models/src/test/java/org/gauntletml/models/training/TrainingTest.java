package org.gauntletml.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.kit.Digits;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class TrainingTest {
  private static final List<String> LOG = new ArrayList<>();

  @Test
  void learnsDigits() {
    MultiLayerNetwork net = network();

    new Training(10, 32, 1).fit(net, Digits.train(), LOG::add);

    assertThat(Training.accuracy(net, Digits.test())).isGreaterThan(.95);
    assertThat(net.getEpochCount()).isEqualTo(10);
  }

  @Test
  void repeatsBitByBit() {
    MultiLayerNetwork first = network();
    MultiLayerNetwork second = network();

    new Training(1, 32, 1).fit(first, Digits.train(), LOG::add);
    new Training(1, 32, 1).fit(second, Digits.train(), LOG::add);

    assertThat(second.params().data().asFloat()).containsExactly(first.params().data().asFloat());
  }

  @Test
  void accuracyCountsWhatIsRight() {
    Dataset data = Digits.test().head(7);
    MultiLayerNetwork net = network();
    int right = 0;
    for (int n = 0; n < 7; n++) {
      int predicted = net.predict(data.select(new int[] {n}).inputs())[0];
      right += predicted == data.labels()[n] ? 1 : 0;
    }

    assertThat(Training.accuracy(net, data)).isCloseTo(right / 7.0, within(1e-12));
  }

  @Test
  void refusesNoTraining() {
    assertThatThrownBy(() -> new Training(0, 32, 1))
        .isInstanceOf(BadInput.class)
        .hasMessage("training: expected 1 or more epochs and examples per step, got 0, 32.");
  }

  private static MultiLayerNetwork network() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Adam(new ExponentialSchedule(ScheduleType.EPOCH, 5e-3, .9)))
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3).nOut(8).activation(Activation.RELU).build())
                .layer(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(new DenseLayer.Builder().nOut(32).activation(Activation.RELU).build())
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
}

package org.gauntletml.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.wrapping.ImportOptions;
import org.gauntletml.models.wrapping.Normalization;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class Dl4jClassifierTest {
  private static final InputType IMAGE = InputType.convolutionalFlat(6, 5, 2);

  private static MultiLayerNetwork stack(InputType type, Layer... layers) {
    NeuralNetConfiguration.ListBuilder builder =
        new NeuralNetConfiguration.Builder().seed(3).list();
    for (Layer layer : layers) {
      builder.layer(layer);
    }
    MultiLayerNetwork network = new MultiLayerNetwork(builder.setInputType(type).build());
    network.init();
    return network;
  }

  private static MultiLayerNetwork convolutional() {
    return stack(
        IMAGE,
        new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.TANH).build(),
        new BatchNormalization(),
        new DenseLayer.Builder()
            .nOut(8)
            .dropOut(new Dropout(0.5))
            .activation(Activation.TANH)
            .build(),
        output(3, Activation.SOFTMAX));
  }

  private static Layer output(int classes, Activation activation) {
    return new OutputLayer.Builder(classes == 1 ? LossFunction.XENT : LossFunction.MCXENT)
        .nOut(classes)
        .activation(activation)
        .build();
  }

  private static INDArray inputs(int seed, long... shape) {
    long length = 1;
    for (long d : shape) {
      length *= d;
    }
    double[] values = new SplittableRandom(seed).doubles(length).toArray();
    return Nd4j.createFromArray(values).reshape('c', shape).castTo(DataType.FLOAT);
  }

  private static float[] values(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  private static float[] gradient(Dl4jClassifier model, INDArray x) {
    try (Linearization forward = model.linearize(x)) {
      INDArray cotangent = Nd4j.ones(DataType.FLOAT, forward.logits().shape());
      cotangent.putScalar(0, 0, -2);
      return values(forward.pullback(cotangent));
    }
  }

  @Test
  void readsTheInputShapeOffTheConfiguration() {
    Dl4jClassifier model = Dl4jClassifier.of(convolutional());
    assertThat(model.input()).isEqualTo(InputSpec.unit(2, 6, 5));
    assertThat(model.classes()).isEqualTo(3);
    Dl4jNetwork dense =
        Dl4jNetwork.of(stack(InputType.feedForward(7), output(3, Activation.SOFTMAX)));
    assertThat(dense.input(-1, 2)).isEqualTo(new InputSpec(List.of(7L), -1, 2));
  }

  /** On the gradient engine, and on Deeplearning4j's own layers. */
  @Test
  void normalisationHappensInside() {
    ImportOptions scaled =
        ImportOptions.DEFAULT.normalized(new Normalization(List.of(0.3, -1.0), List.of(0.5, 4.0)));
    MultiLayerNetwork recurrent =
        stack(
            InputType.recurrent(2, 3),
            new LastTimeStep(new LSTM.Builder().nOut(4).build()),
            output(3, Activation.SOFTMAX));
    for (boolean image : new boolean[] {true, false}) {
      MultiLayerNetwork network = image ? convolutional() : recurrent;
      InputSpec input = image ? InputSpec.unit(2, 6, 5) : InputSpec.unit(2, 3);
      Dl4jClassifier plain = Dl4jClassifier.of(network, input);
      Dl4jClassifier model = (Dl4jClassifier) Dl4jNetwork.of(network).classifier(input, scaled);
      INDArray x = inputs(4, input.batch(3));
      INDArray inner = x.dup('c');
      INDArray factor = Nd4j.ones(DataType.FLOAT, x.shape());
      double[][] values = {{0.3, 0.5}, {-1, 4}};
      for (int c = 0; c < 2; c++) {
        inner.get(all(), point(c)).subi(values[c][0]).divi(values[c][1]);
        factor.get(all(), point(c)).divi(values[c][1]);
      }
      assertThat(values(model.logits(x)))
          .containsExactly(values(plain.logits(inner)), within(2e-6f));
      INDArray expected =
          Nd4j.createFromArray(gradient(plain, inner)).reshape(x.shape()).mul(factor);
      assertThat(gradient(model, x)).containsExactly(values(expected), within(2e-6f));
      assertThat(model.check(5).passed()).isTrue();
      assertThat(model.description().notes()).contains("inputs are normalised inside it");
    }
    assertThatThrownBy(() -> Dl4jNetwork.of(recurrent).classifier(InputSpec.unit(3, 3), scaled))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("expected one value or one per channel, 3, got 2 values");
  }

  @Test
  void resultsAreFreshDetachedFloatInCOrder() {
    Dl4jClassifier model = Dl4jClassifier.of(convolutional());
    INDArray x = inputs(1, 4, 2, 6, 5);
    try (Linearization forward = model.linearize(x)) {
      INDArray gradient = forward.pullback(Nd4j.ones(DataType.FLOAT, 4, 3));
      for (INDArray result : List.of(gradient, model.logits(x), forward.logits())) {
        assertThat(result.dataType()).isEqualTo(DataType.FLOAT);
        assertThat(result.ordering()).isEqualTo('c');
        assertThat(result.isView()).isFalse();
        assertThat(result.isAttached()).isFalse();
      }
      assertThat(gradient.shape()).isEqualTo(x.shape());
      gradient.assign(99);
      assertThat(values(forward.pullback(Nd4j.ones(DataType.FLOAT, 4, 3)))).doesNotContain(99f);
    }
  }

  @Test
  void dropoutIsOffInForwardAndBackward() {
    Dl4jClassifier model = Dl4jClassifier.of(convolutional());
    INDArray x = inputs(1, 4, 2, 6, 5);
    assertThat(values(model.logits(x))).isEqualTo(values(model.logits(x)));
    assertThat(gradient(model, x)).isEqualTo(gradient(model, x));
  }

  @Test
  void leavesTheNetworkAlone() {
    MultiLayerNetwork network = convolutional();
    float[] parameters = values(network.params());
    String configuration = network.getLayerWiseConfigurations().toJson();
    INDArray x = inputs(1, 4, 2, 6, 5);
    float[] output = values(network.output(x, false));
    gradient(Dl4jClassifier.of(network), x);
    assertThat(values(network.params())).isEqualTo(parameters);
    assertThat(network.getLayerWiseConfigurations().toJson()).isEqualTo(configuration);
    assertThat(values(network.output(x, false))).isEqualTo(output);
    assertThat(network.getLayer(2).conf().getLayer().getIDropout()).isEqualTo(new Dropout(0.5));
  }

  @Test
  void keepsItsParametersUntilRefreshed() {
    MultiLayerNetwork network = convolutional();
    Dl4jClassifier model = Dl4jClassifier.of(network);
    INDArray x = inputs(1, 4, 2, 6, 5);
    float[] before = values(model.logits(x));
    float[] gradientBefore = gradient(model, x);
    network.params().muli(0.5);
    assertThat(values(model.logits(x))).isEqualTo(before);
    model.refresh();
    assertThat(values(model.logits(x)))
        .isNotEqualTo(before)
        .isEqualTo(values(Dl4jClassifier.of(network).logits(x)));
    assertThat(gradient(model, x))
        .isNotEqualTo(gradientBefore)
        .isEqualTo(gradient(Dl4jClassifier.of(network), x));
  }

  @Test
  void aLinearizationStaysRightWhenOtherPassesComeBetween() {
    Dl4jClassifier model = Dl4jClassifier.of(convolutional());
    INDArray x = inputs(1, 4, 2, 6, 5);
    float[] expected = gradient(model, x);
    try (Linearization forward = model.linearize(x)) {
      model.logits(inputs(2, 3, 2, 6, 5));
      try (Linearization other = model.linearize(inputs(3, 5, 2, 6, 5))) {
        INDArray cotangent = Nd4j.ones(DataType.FLOAT, 4, 3);
        cotangent.putScalar(0, 0, -2);
        assertThat(values(forward.pullback(cotangent))).isEqualTo(expected);
        assertThat(other.pullback(Nd4j.ones(DataType.FLOAT, 5, 3)).size(0)).isEqualTo(5);
      }
    }
  }

  @Test
  void severalThreadsGetTheAnswersOfOne() throws Exception {
    Dl4jClassifier model = Dl4jClassifier.of(convolutional());
    List<INDArray> batches = new ArrayList<>();
    List<float[]> expected = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      batches.add(inputs(i, 3, 2, 6, 5));
      expected.add(gradient(model, batches.get(i)));
    }
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Callable<float[]>> calls = new ArrayList<>();
      batches.forEach(x -> calls.add(() -> gradient(model, x)));
      List<Future<float[]>> answers = pool.invokeAll(calls);
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(expected.get(i));
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void oneSigmoidBecomesTwoClasses() {
    MultiLayerNetwork network = stack(InputType.feedForward(4), output(1, Activation.SIGMOID));
    Dl4jClassifier model = Dl4jClassifier.of(network);
    INDArray x = inputs(1, 5, 4);
    INDArray logits = model.logits(x);
    assertThat(model.classes()).isEqualTo(2);
    INDArray p = network.output(x, false);
    for (int n = 0; n < 5; n++) {
      double z = Math.log(p.getDouble(n, 0) / (1 - p.getDouble(n, 0)));
      assertThat(logits.getDouble(n, 0)).isZero();
      assertThat(logits.getDouble(n, 1)).isCloseTo(z, org.assertj.core.api.Assertions.within(1e-5));
    }
  }

  @Test
  void refusesUseAfterCloseAndForeignCotangents() {
    Dl4jClassifier model = Dl4jClassifier.of(convolutional());
    Linearization forward = model.linearize(inputs(1, 4, 2, 6, 5));
    assertThatThrownBy(() -> forward.pullback(Nd4j.ones(DataType.FLOAT, 4, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pullback: expected a cotangent of the logits' shape [4, 3], got [4, 2].");
    forward.close();
    forward.close();
    assertThatThrownBy(() -> forward.pullback(Nd4j.ones(DataType.FLOAT, 4, 3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("linearization: it is closed");
  }

  @Test
  void refusesInputsThatDoNotFit() {
    Dl4jClassifier model = Dl4jClassifier.of(convolutional());
    assertThatThrownBy(() -> model.logits(inputs(1, 4, 6, 5, 2)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("logits: expected inputs of shape [N,2,6,5]")
        .hasMessageContaining("channels-last");
    INDArray nan = inputs(1, 1, 2, 6, 5);
    nan.putScalar(7, Float.NaN);
    assertThatThrownBy(() -> model.linearize(nan))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("example 0, feature 7");
  }

  @Test
  void saysWhichInputShapeIsMissingOrWrong() {
    MultiLayerNetwork network =
        stack(
            InputType.convolutional(6, 5, 2),
            new ConvolutionLayer.Builder(3, 3).nOut(4).build(),
            output(3, Activation.SOFTMAX));
    assertThatThrownBy(() -> Dl4jClassifier.of(network))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("pass an InputSpec");
    assertThatThrownBy(() -> Dl4jClassifier.of(network, InputSpec.unit(2, 9, 9)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("network input: expected a shape that the network accepts")
        .hasMessageContaining("[N,2,9,9]");
    assertThat(Dl4jClassifier.of(network, InputSpec.unit(2, 6, 5)).classes()).isEqualTo(3);
  }

  @Test
  void refusesWhatIsNoClassifierOfWholeInputs() {
    assertThatThrownBy(
            () ->
                Dl4jClassifier.of(
                    stack(
                        InputType.feedForward(4),
                        new OutputLayer.Builder(LossFunction.MSE)
                            .nOut(1)
                            .activation(Activation.IDENTITY)
                            .build())))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("network output: expected two or more class scores, or one sigmoid");
    MultiLayerNetwork perStep =
        stack(
            InputType.recurrent(3, 5),
            new RnnOutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build());
    assertThatThrownBy(() -> Dl4jClassifier.of(perStep, InputSpec.unit(3, 5)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("[2, 4, 5] for 2 examples");
    MultiLayerNetwork rowsOfSteps =
        stack(
            InputType.recurrent(3, 5),
            new DenseLayer.Builder().nOut(4).build(),
            output(3, Activation.SOFTMAX));
    assertThatThrownBy(() -> Dl4jClassifier.of(rowsOfSteps, InputSpec.unit(3, 5)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("[10, 3] for 2 examples");
  }

  @Test
  void refusesGraphsWithSeveralInputsOrOutputs() {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("left", "right")
                .setInputTypes(InputType.feedForward(2), InputType.feedForward(3))
                .addVertex("both", new MergeVertex(), "left", "right")
                .addLayer("out", output(3, Activation.SOFTMAX), "both")
                .setOutputs("out")
                .build());
    assertThatThrownBy(() -> Dl4jNetwork.of(network))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("an initialised network");
    network.init();
    assertThatThrownBy(() -> Dl4jNetwork.of(network))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("exactly one of its inputs, got [left, right]");
  }

  @Test
  void offersOnlyScoresWhereDl4jsGradientIsWrong() {
    MultiLayerNetwork network =
        stack(
            InputType.recurrent(3, 5),
            new SelfAttentionLayer.Builder().nOut(4).nHeads(2).projectInput(true).build(),
            new GlobalPoolingLayer(),
            output(3, Activation.SOFTMAX));
    INDArray x = inputs(1, 4, 3, 5);
    Classifier scores = Dl4jNetwork.of(network).classifier(InputSpec.unit(3, 5));
    assertThat(scores).isInstanceOf(Dl4jScores.class);
    assertThat(((Dl4jScores) scores).reason())
        .isEqualTo("layer layer0 (SelfAttentionLayer): its gradient in Deeplearning4j is wrong");
    assertThat(scores.labels(x)).isEqualTo(network.output(x, false).argMax(1).toIntVector());
    assertThatThrownBy(() -> Dl4jClassifier.of(network, InputSpec.unit(3, 5)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("layer0 (SelfAttentionLayer)")
        .hasMessageContaining("black-box");
  }

  @Test
  void offersOnlyScoresWhereDl4jsActivationHasNoGradient() {
    MultiLayerNetwork network =
        stack(
            InputType.recurrent(4, 3),
            new ActivationLayer.Builder().activation(Activation.RRELU).name("noisy").build(),
            new LastTimeStep(new LSTM.Builder().nOut(2).build()),
            output(3, Activation.SOFTMAX));
    Classifier model = Dl4jNetwork.of(network).classifier(InputSpec.unit(4, 3));
    assertThat(((Dl4jScores) model).reason())
        .startsWith("layer noisy (ActivationLayer): the gradient of RReLU in Deeplearning4j needs");
  }
}

package org.gauntletml.models.dl4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;

/** Kinds of layer that no classifier of whole inputs can have. */
class RefusedTest {
  static final Set<Class<?>> KINDS =
      Set.of(
          Yolo2OutputLayer.class,
          OCNNOutputLayer.class,
          SpaceToBatchLayer.class,
          LearnedSelfAttentionLayer.class);

  private static void assertRefused(
      InputType type, InputSpec input, String message, Layer... layers) {
    NeuralNetConfiguration.ListBuilder builder = new NeuralNetConfiguration.Builder().list();
    for (Layer layer : layers) {
      builder.layer(layer);
    }
    MultiLayerNetwork network = new MultiLayerNetwork(builder.setInputType(type).build());
    network.init();
    assertThatThrownBy(() -> Dl4jNetwork.of(network).classifier(input))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(message);
  }

  @Test
  void boxesAreNoClasses() {
    assertRefused(
        InputType.convolutional(4, 4, 2),
        InputSpec.unit(2, 4, 4),
        "network output: expected one row of class scores per example",
        new ConvolutionLayer.Builder(1, 1).nOut(2 * (5 + 3)).build(),
        new Yolo2OutputLayer.Builder()
            .boundingBoxPriors(Nd4j.createFromArray(new double[][] {{1, 1}, {2, 2}}))
            .build());
  }

  @Test
  void anOutlierScoreIsNoClass() {
    assertRefused(
        InputType.feedForward(4),
        InputSpec.unit(4),
        "network: expected layers that work the same outside Deeplearning4j",
        new OCNNOutputLayer.Builder()
            .nIn(4)
            .hiddenLayerSize(3)
            .activation(Activation.SIGMOID)
            .nu(0.1)
            .build());
  }

  @Test
  void piecesOfOneExampleAreNoExamples() {
    assertRefused(
        InputType.convolutional(4, 4, 2),
        InputSpec.unit(2, 4, 4),
        "for 2 examples",
        new SpaceToBatchLayer.Builder<>(new int[] {2, 2}).build(),
        new GlobalPoolingLayer(PoolingType.AVG),
        new ActivationLayer(Activation.SOFTMAX));
  }

  @Test
  void whatDeeplearning4jCannotRunItselfIsRefused() {
    assertRefused(
        InputType.recurrent(3, 8),
        InputSpec.unit(3, 8),
        "network input: expected a shape that the network accepts",
        new LearnedSelfAttentionLayer.Builder()
            .nOut(4)
            .nHeads(2)
            .nQueries(3)
            .projectInput(true)
            .build(),
        new GlobalPoolingLayer(PoolingType.AVG),
        Parts.softmax(3));
  }
}

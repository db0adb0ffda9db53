package org.gauntletml.models.dl4j;

import static org.gauntletml.models.dl4j.Parts.conv;
import static org.gauntletml.models.dl4j.Parts.function;
import static org.gauntletml.models.dl4j.Parts.loss;
import static org.gauntletml.models.dl4j.Parts.sigmoid;
import static org.gauntletml.models.dl4j.Parts.softmax;
import static org.gauntletml.models.dl4j.Parts.tanhDense;

import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks on plain rows, and all heads and activations. */
final class RowSpecies {
  private static final InputType IMAGE = InputType.convolutional(7, 6, 2);
  private static final InputSpec IMAGE_INPUT = InputSpec.unit(2, 7, 6);

  private RowSpecies() {}

  static void addTo(Zoo zoo) {
    dense(zoo);
    heads(zoo);
    activations(zoo);
  }

  private static void dense(Zoo zoo) {
    InputSpec row = InputSpec.unit(6);
    InputType type = InputType.feedForward(6);
    zoo.stack("dense", type, row, tanhDense(5), softmax(3));
    zoo.stack(
        "dense without bias",
        type,
        row,
        new DenseLayer.Builder().nOut(5).hasBias(false).activation(Activation.ELU).build(),
        new OutputLayer.Builder().nOut(3).hasBias(false).activation(Activation.SOFTMAX).build());
    zoo.stack(
        "dense with layer normalisation",
        type,
        row,
        new DenseLayer.Builder().nOut(5).hasLayerNorm(true).activation(Activation.TANH).build(),
        softmax(3));
    zoo.stack(
        "dropout everywhere",
        type,
        row,
        new DropoutLayer(0.5),
        new DenseLayer.Builder()
            .nOut(9)
            .activation(Activation.TANH)
            .dropOut(new Dropout(0.5))
            .weightNoise(new DropConnect(0.5))
            .build(),
        new DropoutLayer.Builder().dropOut(new GaussianNoise(0.7)).build(),
        new OutputLayer.Builder().nOut(3).dropOut(0.4).activation(Activation.SOFTMAX).build());
    zoo.stack("frozen layers", type, row, new FrozenLayer(tanhDense(5)), tanhDense(4), softmax(3));
    zoo.stack(
        "batch norm after dense",
        type,
        row,
        tanhDense(5),
        new BatchNormalization(),
        new ActivationLayer(Activation.SIGMOID),
        softmax(3));
    zoo.stack(
        "element-wise multiplication",
        type,
        row,
        new ElementWiseMultiplicationLayer.Builder()
            .nIn(6)
            .nOut(6)
            .activation(Activation.TANH)
            .build(),
        softmax(3));
    zoo.stack(
        "prelu",
        type,
        row,
        new DenseLayer.Builder().nOut(5).activation(Activation.IDENTITY).build(),
        new PReLULayer.Builder().inputShape(5).build(),
        softmax(3));
    zoo.stack(
        "prelu with shared axes",
        IMAGE,
        IMAGE_INPUT,
        conv(3),
        new PReLULayer.Builder().inputShape(3, 5, 5).sharedAxes(2, 3).build(),
        softmax(3));
  }

  private static void heads(Zoo zoo) {
    InputSpec row = InputSpec.unit(6);
    InputType type = InputType.feedForward(6);
    zoo.stack("loss layer", type, row, tanhDense(3), loss(Activation.SOFTMAX));
    zoo.stack(
        "autoencoder",
        type,
        row,
        new AutoEncoder.Builder().nOut(5).activation(Activation.SIGMOID).build(),
        softmax(3));
    zoo.stack("one sigmoid", type, row, tanhDense(3), sigmoid(1));
    zoo.stack("sigmoid per class", type, row, tanhDense(3), sigmoid(4));
    zoo.stack(
        "sigmoid in a loss layer",
        type,
        row,
        new DenseLayer.Builder().nOut(1).activation(Activation.IDENTITY).build(),
        new LossLayer.Builder(LossFunction.XENT).activation(Activation.SIGMOID).build());
    zoo.stack(
        "softmax dense, identity loss",
        type,
        row,
        new DenseLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build(),
        loss(Activation.IDENTITY));
    zoo.stack(
        "dense only",
        type,
        row,
        tanhDense(5),
        new DenseLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build());
    zoo.stack(
        "scores of a tanh",
        type,
        row,
        new OutputLayer.Builder(LossFunction.MSE).nOut(4).activation(Activation.TANH).build());
    zoo.stack(
        "centre loss",
        type,
        row,
        tanhDense(3),
        new CenterLossOutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build());
    zoo.stack(
        "cnn loss over one pixel",
        IMAGE,
        IMAGE_INPUT,
        new ConvolutionLayer.Builder(7, 6).nOut(4).activation(Activation.IDENTITY).build(),
        new CnnLossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
  }

  private static void activations(Zoo zoo) {
    for (Activation activation : Activation.values()) {
      activation(zoo, activation.toString(), function(activation));
    }
    activation(zoo, "capped relu", new ActivationReLU(0.3, 0.0, 0.0));
    activation(zoo, "sloped, capped relu", new ActivationReLU(0.3, 0.0, 0.2));
    activation(zoo, "relu with a threshold", new ActivationReLU(null, 0.1, 0.2));
    activation(zoo, "precise gelu", new ActivationGELU(true));
    activation(zoo, "elu with alpha", new ActivationELU(0.3));
    activation(zoo, "leaky relu with alpha", new ActivationLReLU(0.3));
  }

  private static void activation(Zoo zoo, String name, IActivation activation) {
    zoo.stack(
        "activation " + name,
        InputType.convolutional(7, 6, 2),
        InputSpec.unit(2, 7, 6),
        conv(3),
        new ActivationLayer(activation),
        new DenseLayer.Builder().nOut(5).activation(activation).build(),
        softmax(4));
  }
}

package org.gauntletml.models.dl4j;

import static org.gauntletml.models.dl4j.Parts.conv1d;
import static org.gauntletml.models.dl4j.Parts.lstm;
import static org.gauntletml.models.dl4j.Parts.softmax;
import static org.gauntletml.models.dl4j.Parts.tanhDense;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks on time series {@code [features, steps]}. */
final class SeriesSpecies {
  private static final InputType SERIES = InputType.recurrent(3, 8);
  private static final InputSpec SERIES_INPUT = InputSpec.unit(3, 8);
  private static final InputType STEPS_FIRST = InputType.recurrent(3, 8, RNNFormat.NWC);
  private static final InputSpec STEPS_FIRST_INPUT = InputSpec.unit(8, 3);

  private SeriesSpecies() {}

  static void addTo(Zoo zoo) {
    convolutions(zoo);
    shapes(zoo);
    steps(zoo);
    recurrent(zoo);
  }

  private static void convolutions(Zoo zoo) {
    for (PoolingType type : PoolingType.values()) {
      zoo.stack(
          "pool over time " + type,
          SERIES,
          SERIES_INPUT,
          conv1d(4),
          new GlobalPoolingLayer.Builder(type).build(),
          softmax(3));
    }
    for (ConvolutionMode mode :
        new ConvolutionMode[] {
          ConvolutionMode.Truncate, ConvolutionMode.Same, ConvolutionMode.Causal
        }) {
      zoo.stack(
          "conv 1d " + mode,
          SERIES,
          SERIES_INPUT,
          new Convolution1DLayer.Builder(3)
              .nOut(4)
              .convolutionMode(mode)
              .dilation(mode == ConvolutionMode.Causal ? 2 : 1)
              .activation(Activation.TANH)
              .build(),
          new GlobalPoolingLayer(PoolingType.MAX),
          softmax(3));
    }
    zoo.stack(
        "conv 1d padded, stride 2, no bias",
        SERIES,
        SERIES_INPUT,
        new Convolution1DLayer.Builder(2)
            .nOut(4)
            .padding(1)
            .stride(2)
            .hasBias(false)
            .activation(Activation.TANH)
            .build(),
        new Subsampling1DLayer.Builder(PoolingType.MAX, 2).stride(2).build(),
        new GlobalPoolingLayer(PoolingType.SUM),
        softmax(3));
    zoo.stack(
        "conv 1d, steps first",
        STEPS_FIRST,
        STEPS_FIRST_INPUT,
        new Convolution1DLayer.Builder(3)
            .nOut(4)
            .rnnDataFormat(RNNFormat.NWC)
            .activation(Activation.TANH)
            .build(),
        new GlobalPoolingLayer.Builder(PoolingType.AVG).poolingDimensions(1).build(),
        softmax(3));
    zoo.stack(
        "average pool 1d",
        SERIES,
        SERIES_INPUT,
        new Subsampling1DLayer.Builder(SubsamplingLayer.PoolingType.AVG, 3, 2).build(),
        new GlobalPoolingLayer(PoolingType.MAX),
        softmax(3));
  }

  private static void shapes(Zoo zoo) {
    zoo.stack(
        "padding, upsampling and cropping 1d",
        SERIES,
        SERIES_INPUT,
        new ZeroPadding1DLayer.Builder(1, 2).build(),
        new Upsampling1D.Builder(2).build(),
        new Cropping1D.Builder(3, 2).build(),
        conv1d(4),
        new GlobalPoolingLayer(PoolingType.AVG),
        softmax(3));
    zoo.stack(
        "repeat vector",
        InputType.feedForward(4),
        InputSpec.unit(4),
        tanhDense(3),
        new RepeatVector.Builder<>(5).build(),
        conv1d(2),
        new GlobalPoolingLayer(PoolingType.AVG),
        softmax(3));
  }

  private static void steps(Zoo zoo) {
    zoo.stack(
        "dense over time steps",
        SERIES,
        SERIES_INPUT,
        tanhDense(4),
        conv1d(2),
        new GlobalPoolingLayer(PoolingType.AVG),
        softmax(3));
    zoo.stack(
        "output over one step",
        SERIES,
        SERIES_INPUT,
        new Convolution1DLayer.Builder(8).nOut(4).activation(Activation.TANH).build(),
        new RnnOutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build());
    zoo.stack(
        "loss over one step",
        SERIES,
        SERIES_INPUT,
        new Convolution1DLayer.Builder(8).nOut(4).activation(Activation.IDENTITY).build(),
        new RnnLossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
  }

  private static void recurrent(Zoo zoo) {
    zoo.stack("lstm", SERIES, SERIES_INPUT, new LastTimeStep(lstm()), softmax(3));
    zoo.stack(
        "bidirectional simple rnn",
        SERIES,
        SERIES_INPUT,
        new Bidirectional(
            Bidirectional.Mode.ADD,
            new SimpleRnn.Builder().nOut(4).activation(Activation.TANH).dropOut(0.5).build()),
        new GlobalPoolingLayer(PoolingType.AVG),
        softmax(3));
  }
}

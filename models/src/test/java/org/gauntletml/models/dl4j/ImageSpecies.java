package org.gauntletml.models.dl4j;

import static org.gauntletml.models.dl4j.Parts.conv;
import static org.gauntletml.models.dl4j.Parts.conv1x1;
import static org.gauntletml.models.dl4j.Parts.pool;
import static org.gauntletml.models.dl4j.Parts.softmax;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.activations.Activation;

/** Networks on images, channels first. */
final class ImageSpecies {
  private static final InputType IMAGE = InputType.convolutional(7, 6, 2);
  private static final InputSpec IMAGE_INPUT = InputSpec.unit(2, 7, 6);
  private static final InputType EVEN = InputType.convolutional(8, 8, 2);
  private static final InputSpec EVEN_INPUT = InputSpec.unit(2, 8, 8);

  private ImageSpecies() {}

  static void addTo(Zoo zoo) {
    convolutions(zoo);
    pooling(zoo);
    others(zoo);
  }

  private static void convolutions(Zoo zoo) {
    zoo.stack("conv valid", IMAGE, IMAGE_INPUT, conv(3), softmax(4));
    zoo.stack(
        "conv same, stride 2",
        IMAGE,
        IMAGE_INPUT,
        new ConvolutionLayer.Builder(3, 2)
            .nOut(3)
            .stride(2, 2)
            .convolutionMode(ConvolutionMode.Same)
            .activation(Activation.TANH)
            .build(),
        softmax(4));
    zoo.stack(
        "conv padded, dilated, no bias",
        IMAGE,
        IMAGE_INPUT,
        new ConvolutionLayer.Builder(2, 3)
            .nOut(3)
            .padding(1, 2)
            .dilation(2, 1)
            .stride(1, 2)
            .hasBias(false)
            .activation(Activation.SOFTPLUS)
            .build(),
        softmax(4));
    zoo.stack(
        "flat image input", InputType.convolutionalFlat(7, 6, 2), IMAGE_INPUT, conv(3), softmax(4));
    zoo.stack(
        "conv, batch norm, conv",
        IMAGE,
        IMAGE_INPUT,
        conv(3),
        new BatchNormalization.Builder().eps(1e-3).build(),
        new ActivationLayer(Activation.TANH),
        conv(2),
        new BatchNormalization.Builder().useLogStd(true).build(),
        softmax(4));
    zoo.stack(
        "batch norm with locked gamma and beta",
        IMAGE,
        IMAGE_INPUT,
        new BatchNormalization.Builder().lockGammaBeta(true).gamma(1.5).beta(0.25).build(),
        conv(2),
        new BatchNormalization.Builder().lockGammaBeta(true).gamma(1.5).build(),
        softmax(4));
    zoo.stack(
        "separable",
        IMAGE,
        IMAGE_INPUT,
        new SeparableConvolution2D.Builder(3, 2)
            .nOut(3)
            .depthMultiplier(2)
            .activation(Activation.TANH)
            .build(),
        softmax(4));
    zoo.stack(
        "separable same",
        IMAGE,
        IMAGE_INPUT,
        new SeparableConvolution2D.Builder(3, 2)
            .nOut(3)
            .stride(2, 2)
            .convolutionMode(ConvolutionMode.Same)
            .hasBias(false)
            .activation(Activation.TANH)
            .build(),
        softmax(4));
    zoo.stack(
        "depthwise",
        IMAGE,
        IMAGE_INPUT,
        new DepthwiseConvolution2D.Builder(2, 3)
            .depthMultiplier(2)
            .activation(Activation.TANH)
            .build(),
        softmax(4));
    zoo.stack(
        "depthwise same, stride 2",
        IMAGE,
        IMAGE_INPUT,
        new DepthwiseConvolution2D.Builder(3, 3)
            .depthMultiplier(1)
            .stride(2, 2)
            .convolutionMode(ConvolutionMode.Same)
            .activation(Activation.TANH)
            .build(),
        softmax(4));
    zoo.stack(
        "deconvolution",
        IMAGE,
        IMAGE_INPUT,
        new Deconvolution2D.Builder(3, 2).nOut(3).stride(2, 2).activation(Activation.TANH).build(),
        softmax(4));
    zoo.stack(
        "deconvolution same",
        IMAGE,
        IMAGE_INPUT,
        new Deconvolution2D.Builder(3, 3)
            .nOut(3)
            .stride(2, 2)
            .convolutionMode(ConvolutionMode.Same)
            .activation(Activation.TANH)
            .build(),
        softmax(4));
    zoo.stack(
        "deconvolution padded",
        IMAGE,
        IMAGE_INPUT,
        new Deconvolution2D.Builder(3, 3)
            .nOut(3)
            .padding(1, 1)
            .hasBias(false)
            .activation(Activation.TANH)
            .build(),
        softmax(4));
  }

  private static void pooling(Zoo zoo) {
    for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG, PoolingType.PNORM)) {
      zoo.stack("pool " + type, IMAGE, IMAGE_INPUT, conv(3), pool(type, 2, 2).build(), softmax(4));
      zoo.stack(
          "overlapping padded pool " + type,
          IMAGE,
          IMAGE_INPUT,
          conv(3),
          pool(type, 3, 2).padding(1, 1).build(),
          softmax(4));
      zoo.stack(
          "same pool " + type,
          IMAGE,
          IMAGE_INPUT,
          conv(3),
          pool(type, 3, 2).convolutionMode(ConvolutionMode.Same).build(),
          softmax(4));
    }
    for (PoolingType type : PoolingType.values()) {
      GlobalPoolingLayer.Builder builder = new GlobalPoolingLayer.Builder(type);
      zoo.stack(
          "global pool " + type,
          IMAGE,
          IMAGE_INPUT,
          conv(3),
          (type == PoolingType.PNORM ? builder.pnorm(3) : builder).build(),
          softmax(4));
    }
  }

  private static void others(Zoo zoo) {
    zoo.stack(
        "lrn",
        InputType.convolutional(4, 4, 7),
        InputSpec.unit(7, 4, 4),
        new LocalResponseNormalization.Builder().n(5).k(2).alpha(0.4).beta(0.75).build(),
        softmax(4));
    zoo.stack(
        "average pool that counts its padding",
        IMAGE,
        IMAGE_INPUT,
        conv(3),
        pool(PoolingType.AVG, 3, 2).padding(1, 1).avgPoolIncludePadInDivisor(true).build(),
        softmax(4));
    zoo.stack(
        "average pool of mode same that counts its padding",
        IMAGE,
        IMAGE_INPUT,
        conv(3),
        pool(PoolingType.AVG, 3, 2)
            .convolutionMode(ConvolutionMode.Same)
            .avgPoolIncludePadInDivisor(true)
            .build(),
        softmax(4));
    zoo.stack(
        "dilated max pool",
        IMAGE,
        IMAGE_INPUT,
        conv(3),
        pool(PoolingType.MAX, 2, 1).dilation(2, 2).build(),
        softmax(4));
    zoo.stack(
        "global pool that keeps its dimensions",
        IMAGE,
        IMAGE_INPUT,
        conv(3),
        new GlobalPoolingLayer.Builder(PoolingType.AVG).collapseDimensions(false).build(),
        conv1x1(2),
        softmax(4));
    zoo.stack(
        "softmax inside a convolution",
        IMAGE,
        IMAGE_INPUT,
        new ConvolutionLayer.Builder(3, 2).nOut(3).activation(Activation.SOFTMAX).build(),
        softmax(4));
    zoo.stack(
        "zero padding", IMAGE, IMAGE_INPUT, new ZeroPaddingLayer(1, 2, 0, 3), conv(2), softmax(4));
    zoo.stack("cropping", IMAGE, IMAGE_INPUT, new Cropping2D(1, 0, 2, 1), softmax(4));
    zoo.stack(
        "upsampling",
        IMAGE,
        IMAGE_INPUT,
        new Upsampling2D.Builder(2).size(new int[] {2, 3}).build(),
        conv(2),
        softmax(4));
    zoo.stack(
        "space to depth",
        EVEN,
        EVEN_INPUT,
        new SpaceToDepthLayer.Builder<>(2, CNN2DFormat.NCHW).build(),
        conv(2),
        softmax(4));
  }
}

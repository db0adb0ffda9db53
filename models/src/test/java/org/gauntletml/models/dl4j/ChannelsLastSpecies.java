package org.gauntletml.models.dl4j;

import static org.gauntletml.models.dl4j.Parts.last;
import static org.gauntletml.models.dl4j.Parts.softmax;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks on images, channels last. */
final class ChannelsLastSpecies {
  private static final CNN2DFormat LAST = CNN2DFormat.NHWC;
  private static final InputType IMAGE = InputType.convolutional(8, 6, 2, LAST);
  private static final InputSpec IMAGE_INPUT = InputSpec.unit(2, 8, 6);

  private ChannelsLastSpecies() {}

  static void addTo(Zoo zoo) {
    convolutions(zoo);
    others(zoo);
    graphs(zoo);
  }

  private static Layer conv(int channels) {
    return last(new ConvolutionLayer.Builder(3, 3).nOut(channels)).build();
  }

  private static void convolutions(Zoo zoo) {
    zoo.stack(
        "channels last",
        IMAGE,
        IMAGE_INPUT,
        conv(3),
        new BatchNormalization.Builder().dataFormat(LAST).build(),
        new ActivationLayer(Activation.TANH),
        new SubsamplingLayer.Builder(PoolingType.MAX, new int[] {2, 2}).dataFormat(LAST).build(),
        softmax(4));
    zoo.stack(
        "channels last deconvolution",
        IMAGE,
        IMAGE_INPUT,
        new Deconvolution2D.Builder(3, 2)
            .nOut(3)
            .stride(2, 2)
            .dataFormat(LAST)
            .activation(Activation.TANH)
            .build(),
        softmax(4));
    zoo.stack(
        "channels last depthwise",
        IMAGE,
        IMAGE_INPUT,
        new DepthwiseConvolution2D.Builder(2, 3)
            .depthMultiplier(2)
            .dataFormat(LAST)
            .activation(Activation.TANH)
            .build(),
        softmax(4));
    zoo.stack(
        "channels last separable",
        IMAGE,
        IMAGE_INPUT,
        new SeparableConvolution2D.Builder(3, 2)
            .nOut(3)
            .dataFormat(LAST)
            .activation(Activation.TANH)
            .build(),
        softmax(4));
  }

  private static void others(Zoo zoo) {
    zoo.stack(
        "channels last padding, upsampling, cropping",
        IMAGE,
        IMAGE_INPUT,
        new ZeroPaddingLayer.Builder(1, 2, 0, 3).dataFormat(LAST).build(),
        new Upsampling2D.Builder(2).dataFormat(LAST).build(),
        new Cropping2D.Builder(1, 0, 2, 1).dataFormat(LAST).build(),
        conv(2),
        softmax(4));
    zoo.stack(
        "channels last space to depth",
        IMAGE,
        IMAGE_INPUT,
        new SpaceToDepthLayer.Builder<>(2, LAST).build(),
        conv(2),
        softmax(4));
    zoo.stack(
        "channels last lrn",
        IMAGE,
        IMAGE_INPUT,
        conv(5),
        new LocalResponseNormalization.Builder().alpha(0.4).dataFormat(LAST).build(),
        new SubsamplingLayer.Builder(PoolingType.AVG, new int[] {3, 3}).dataFormat(LAST).build(),
        softmax(4));
    zoo.stack(
        "channels last global pool",
        IMAGE,
        IMAGE_INPUT,
        conv(5),
        new GlobalPoolingLayer(PoolingType.MAX),
        softmax(4));
    zoo.stack(
        "channels last softmax inside",
        IMAGE,
        IMAGE_INPUT,
        conv(3),
        new ActivationLayer(Activation.SOFTMAX),
        softmax(4));
    zoo.stack(
        "channels last cnn loss",
        IMAGE,
        IMAGE_INPUT,
        new ConvolutionLayer.Builder(8, 6)
            .nOut(4)
            .dataFormat(LAST)
            .activation(Activation.IDENTITY)
            .build(),
        new CnnLossLayer.Builder(LossFunction.MCXENT)
            .format(LAST)
            .activation(Activation.SOFTMAX)
            .build());
  }

  private static void graphs(Zoo zoo) {
    zoo.graph(
        "channels last concat",
        IMAGE,
        IMAGE_INPUT,
        g ->
            g.addLayer("a", conv(3), "in")
                .addLayer("b", conv(2), "in")
                .addVertex("cat", new MergeVertex(), "a", "b")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "cat")
                .addLayer("out", softmax(4), "pool"));
    zoo.graph(
        "channels last residual",
        IMAGE,
        IMAGE_INPUT,
        g ->
            g.addLayer("a", conv(3), "in")
                .addLayer("b", conv(3), "a")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addVertex("unit", new ScaleVertex(-2), "sum")
                .addLayer("out", softmax(4), "unit"));
  }
}

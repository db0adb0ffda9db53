package org.gauntletml.models.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks, one or more for every kind of layer, with random parameters in every role. */
final class Zoo {
  /** Makes a network of a data type. */
  interface Maker {
    Specimen make(DataType type);
  }

  /** A network to wrap and the function it must agree with. */
  record Specimen(Dl4jNetwork network, UnaryOperator<INDArray> output, INDArray parameters) {}

  /**
   * @param translatable whether it has a translation as a graph
   */
  record Species(String name, InputSpec input, boolean translatable, Maker maker) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final InputType IMAGE = InputType.convolutional(7, 6, 2);
  private static final InputSpec IMAGE_INPUT = InputSpec.unit(2, 7, 6);
  private static final InputType IMAGE_LAST = InputType.convolutional(7, 6, 2, CNN2DFormat.NHWC);
  private static final InputType EVEN = InputType.convolutional(8, 8, 2);
  private static final InputSpec EVEN_INPUT = InputSpec.unit(2, 8, 8);
  private static final InputType SERIES = InputType.recurrent(3, 8);
  private static final InputSpec SERIES_INPUT = InputSpec.unit(3, 8);

  private final List<Species> all = new ArrayList<>();

  private Zoo() {
    dense();
    convolutions();
    pooling();
    others();
    heads();
    series();
    graphs();
    channelsLast();
    for (Activation activation : Activation.values()) {
      if (activation != Activation.RRELU) {
        stack(
            "activation layer " + activation,
            IMAGE,
            IMAGE_INPUT,
            conv(3),
            new ActivationLayer(function(activation)),
            new DenseLayer.Builder().nOut(5).activation(function(activation)).build(),
            softmax(4));
      }
    }
  }

  static List<Species> all() {
    return new Zoo().all;
  }

  private void dense() {
    InputSpec row = InputSpec.unit(6);
    InputType type = InputType.feedForward(6);
    stack("dense", type, row, tanhDense(5), softmax(3));
    stack(
        "dense without bias",
        type,
        row,
        new DenseLayer.Builder().nOut(5).hasBias(false).activation(Activation.ELU).build(),
        new OutputLayer.Builder().nOut(3).hasBias(false).activation(Activation.SOFTMAX).build());
    stack(
        "dense with layer normalisation",
        type,
        row,
        new DenseLayer.Builder().nOut(5).hasLayerNorm(true).activation(Activation.TANH).build(),
        softmax(3));
    stack(
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
    stack("frozen layers", type, row, new FrozenLayer(tanhDense(5)), tanhDense(4), softmax(3));
    stack(
        "batch norm after dense",
        type,
        row,
        tanhDense(5),
        new BatchNormalization(),
        new ActivationLayer(Activation.SIGMOID),
        softmax(3));
    stack(
        "element-wise multiplication",
        type,
        row,
        new ElementWiseMultiplicationLayer.Builder()
            .nIn(6)
            .nOut(6)
            .activation(Activation.TANH)
            .build(),
        softmax(3));
    stack(
        "prelu",
        type,
        row,
        new DenseLayer.Builder().nOut(5).activation(Activation.IDENTITY).build(),
        new PReLULayer.Builder().inputShape(5).build(),
        softmax(3));
    stack(
        "prelu with shared axes",
        IMAGE,
        IMAGE_INPUT,
        conv(3),
        new PReLULayer.Builder().inputShape(3, 5, 5).sharedAxes(2, 3).build(),
        softmax(3));
  }

  private void convolutions() {
    stack("conv valid", IMAGE, IMAGE_INPUT, conv(3), softmax(4));
    stack(
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
    stack(
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
    stack(
        "flat image input", InputType.convolutionalFlat(7, 6, 2), IMAGE_INPUT, conv(3), softmax(4));
    stack(
        "conv, batch norm, conv",
        IMAGE,
        IMAGE_INPUT,
        conv(3),
        new BatchNormalization.Builder().eps(1e-3).build(),
        new ActivationLayer(Activation.TANH),
        conv(2),
        new BatchNormalization.Builder().useLogStd(true).build(),
        softmax(4));
    stack(
        "batch norm with locked gamma and beta",
        IMAGE,
        IMAGE_INPUT,
        new BatchNormalization.Builder().lockGammaBeta(true).gamma(1.5).beta(0.25).build(),
        conv(2),
        new BatchNormalization.Builder().lockGammaBeta(true).gamma(1.5).build(),
        softmax(4));
    stack(
        "separable",
        IMAGE,
        IMAGE_INPUT,
        new SeparableConvolution2D.Builder(3, 2)
            .nOut(3)
            .depthMultiplier(2)
            .activation(Activation.TANH)
            .build(),
        softmax(4));
    stack(
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
    stack(
        "depthwise",
        IMAGE,
        IMAGE_INPUT,
        new DepthwiseConvolution2D.Builder(2, 3)
            .depthMultiplier(2)
            .activation(Activation.TANH)
            .build(),
        softmax(4));
    stack(
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
    stack(
        "deconvolution",
        IMAGE,
        IMAGE_INPUT,
        new Deconvolution2D.Builder(3, 2).nOut(3).stride(2, 2).activation(Activation.TANH).build(),
        softmax(4));
    stack(
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
    stack(
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

  private void pooling() {
    for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG, PoolingType.PNORM)) {
      stack("pool " + type, IMAGE, IMAGE_INPUT, conv(3), pool(type, 2, 2).build(), softmax(4));
      stack(
          "overlapping padded pool " + type,
          IMAGE,
          IMAGE_INPUT,
          conv(3),
          pool(type, 3, 2).padding(1, 1).build(),
          softmax(4));
      stack(
          "same pool " + type,
          IMAGE,
          IMAGE_INPUT,
          conv(3),
          pool(type, 3, 2).convolutionMode(ConvolutionMode.Same).build(),
          softmax(4));
    }
    for (PoolingType type : PoolingType.values()) {
      GlobalPoolingLayer.Builder builder = new GlobalPoolingLayer.Builder(type);
      stack(
          "global pool " + type,
          IMAGE,
          IMAGE_INPUT,
          conv(3),
          (type == PoolingType.PNORM ? builder.pnorm(3) : builder).build(),
          softmax(4));
      stack("pool over time " + type, SERIES, SERIES_INPUT, conv1d(4), builder.build(), softmax(3));
    }
  }

  private void others() {
    stack(
        "lrn",
        InputType.convolutional(4, 4, 7),
        InputSpec.unit(7, 4, 4),
        new LocalResponseNormalization.Builder().n(5).k(2).alpha(0.4).beta(0.75).build(),
        softmax(4));
    stack(
        "zero padding", IMAGE, IMAGE_INPUT, new ZeroPaddingLayer(1, 2, 0, 3), conv(2), softmax(4));
    stack("cropping", IMAGE, IMAGE_INPUT, new Cropping2D(1, 0, 2, 1), softmax(4));
    stack(
        "upsampling",
        IMAGE,
        IMAGE_INPUT,
        new Upsampling2D.Builder(2).size(new int[] {2, 3}).build(),
        conv(2),
        softmax(4));
    stack(
        "space to depth",
        EVEN,
        EVEN_INPUT,
        new SpaceToDepthLayer.Builder<>(2, CNN2DFormat.NCHW).build(),
        conv(2),
        softmax(4));
  }

  private void heads() {
    InputSpec row = InputSpec.unit(6);
    InputType type = InputType.feedForward(6);
    stack("loss layer", type, row, tanhDense(3), loss(Activation.SOFTMAX));
    stack("one sigmoid", type, row, tanhDense(3), sigmoid(1));
    stack("sigmoid per class", type, row, tanhDense(3), sigmoid(4));
    stack(
        "sigmoid in a loss layer",
        type,
        row,
        new DenseLayer.Builder().nOut(1).activation(Activation.IDENTITY).build(),
        new LossLayer.Builder(LossFunction.XENT).activation(Activation.SIGMOID).build());
    stack(
        "softmax dense, identity loss",
        type,
        row,
        new DenseLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build(),
        loss(Activation.IDENTITY));
    stack(
        "dense only",
        type,
        row,
        tanhDense(5),
        new DenseLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build());
    stack(
        "scores of a tanh",
        type,
        row,
        new OutputLayer.Builder(LossFunction.MSE).nOut(4).activation(Activation.TANH).build());
    stack(
        "centre loss",
        type,
        row,
        tanhDense(3),
        new CenterLossOutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build());
    stack(
        "cnn loss over one pixel",
        IMAGE,
        IMAGE_INPUT,
        new ConvolutionLayer.Builder(7, 6).nOut(4).activation(Activation.IDENTITY).build(),
        new CnnLossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
  }

  private void series() {
    stack(
        "conv 1d",
        SERIES,
        SERIES_INPUT,
        conv1d(4),
        new Subsampling1DLayer.Builder(PoolingType.MAX, 2).stride(2).build(),
        new GlobalPoolingLayer(PoolingType.MAX),
        softmax(3));
    stack("lstm", SERIES, SERIES_INPUT, new LastTimeStep(lstm()), softmax(3));
    stack(
        "bidirectional simple rnn",
        SERIES,
        SERIES_INPUT,
        new Bidirectional(
            Bidirectional.Mode.ADD,
            new SimpleRnn.Builder().nOut(4).activation(Activation.TANH).dropOut(0.5).build()),
        new GlobalPoolingLayer(PoolingType.AVG),
        softmax(3));
  }

  private void graphs() {
    graph(
        "residual add",
        IMAGE,
        IMAGE_INPUT,
        g ->
            g.addLayer("a", sameConv(3), "in")
                .addLayer("norm", new BatchNormalization(), "a")
                .addLayer("relu", new ActivationLayer(Activation.RELU), "norm")
                .addLayer("b", sameConv(3), "relu")
                .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "relu", "b")
                .addLayer("after", new ActivationLayer(Activation.TANH), "add")
                .addLayer("out", softmax(4), "after"));
    graph(
        "concat",
        IMAGE,
        IMAGE_INPUT,
        g ->
            g.addLayer("a", sameConv(3), "in")
                .addLayer("b", sameConv(2), "in")
                .addVertex("cat", new MergeVertex(), "a", "b", "in")
                .addLayer("c", conv(3), "cat")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "c")
                .addLayer("out", softmax(4), "pool"));
    graph(
        "input used twice by one vertex",
        InputType.feedForward(5),
        InputSpec.unit(5),
        g ->
            g.addVertex("double", new ElementWiseVertex(ElementWiseVertex.Op.Add), "in", "in")
                .addLayer("out", softmax(3), "double"));
    for (ElementWiseVertex.Op op : ElementWiseVertex.Op.values()) {
      graph(
          "element-wise " + op,
          InputType.feedForward(5),
          InputSpec.unit(5),
          g ->
              g.addLayer("a", tanhDense(4), "in")
                  .addLayer("b", tanhDense(4), "in")
                  .addVertex("both", new ElementWiseVertex(op), "a", "b")
                  .addLayer("out", softmax(3), "both"));
    }
    graph(
        "subset, scale, shift, normalise, reshape",
        InputType.feedForward(8),
        InputSpec.unit(8),
        g ->
            g.addLayer("a", tanhDense(8), "in")
                .addVertex("some", new SubsetVertex(1, 6), "a")
                .addVertex("scale", new ScaleVertex(-1.5), "some")
                .addVertex("shift", new ShiftVertex(0.25), "scale")
                .addVertex("unit", new L2NormalizeVertex(), "shift")
                .addVertex("shape", new ReshapeVertex(-1, 6), "unit")
                .addLayer("out", softmax(3), "shape"));
  }

  private void channelsLast() {
    stack(
        "channels last",
        IMAGE_LAST,
        IMAGE_INPUT,
        last(new ConvolutionLayer.Builder(3, 3).nOut(3)).build(),
        new BatchNormalization.Builder().dataFormat(CNN2DFormat.NHWC).build(),
        new ActivationLayer(Activation.TANH),
        new SubsamplingLayer.Builder(PoolingType.MAX, new int[] {2, 2})
            .dataFormat(CNN2DFormat.NHWC)
            .build(),
        softmax(4));
    graph(
        "channels last concat",
        IMAGE_LAST,
        IMAGE_INPUT,
        g ->
            g.addLayer("a", last(new ConvolutionLayer.Builder(3, 3).nOut(3)).build(), "in")
                .addLayer("b", last(new ConvolutionLayer.Builder(3, 3).nOut(2)).build(), "in")
                .addVertex("cat", new MergeVertex(), "a", "b")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "cat")
                .addLayer("out", softmax(4), "pool"));
  }

  private static ConvolutionLayer.Builder last(ConvolutionLayer.Builder builder) {
    return builder
        .dataFormat(CNN2DFormat.NHWC)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.TANH);
  }

  private static IActivation function(Activation activation) {
    return activation == Activation.THRESHOLDEDRELU
        ? new ActivationThresholdedReLU(0.1)
        : activation.getActivationFunction();
  }

  private static Layer conv(int channels) {
    return new ConvolutionLayer.Builder(3, 2).nOut(channels).activation(Activation.TANH).build();
  }

  private static Layer sameConv(int channels) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(channels)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static Layer conv1d(int channels) {
    return new Convolution1DLayer.Builder(3).nOut(channels).activation(Activation.TANH).build();
  }

  private static LSTM lstm() {
    return new LSTM.Builder().nOut(4).activation(Activation.TANH).dropOut(0.5).build();
  }

  private static SubsamplingLayer.Builder pool(PoolingType type, int kernel, int stride) {
    SubsamplingLayer.Builder builder =
        new SubsamplingLayer.Builder(type).kernelSize(kernel, kernel).stride(stride, stride);
    return type == PoolingType.PNORM ? builder.pnorm(2) : builder;
  }

  private static Layer tanhDense(int width) {
    return new DenseLayer.Builder().nOut(width).activation(Activation.TANH).build();
  }

  private static Layer softmax(int classes) {
    return new OutputLayer.Builder().nOut(classes).activation(Activation.SOFTMAX).build();
  }

  private static Layer sigmoid(int outputs) {
    return new OutputLayer.Builder(LossFunction.XENT)
        .nOut(outputs)
        .activation(Activation.SIGMOID)
        .build();
  }

  private static Layer loss(Activation activation) {
    return new LossLayer.Builder(LossFunction.MSE).activation(activation).build();
  }

  private void stack(String name, InputType type, InputSpec input, Layer... layers) {
    all.add(
        new Species(
            name,
            input,
            !name.contains("lstm") && !name.contains("rnn"),
            dataType -> {
              NeuralNetConfiguration.ListBuilder builder =
                  new NeuralNetConfiguration.Builder().seed(11).dataType(dataType).list();
              for (Layer layer : layers) {
                builder.layer(layer.clone());
              }
              MultiLayerNetwork net = new MultiLayerNetwork(builder.setInputType(type).build());
              net.init();
              fill(net.params());
              for (var layer : net.getLayers()) {
                layer.paramTable().forEach(Zoo::fillStatistics);
              }
              return new Specimen(Dl4jNetwork.of(net), x -> net.output(x, false), net.params());
            }));
  }

  private void graph(
      String name, InputType type, InputSpec input, UnaryOperator<GraphBuilder> body) {
    all.add(
        new Species(
            name,
            input,
            true,
            dataType -> {
              GraphBuilder builder =
                  new NeuralNetConfiguration.Builder()
                      .seed(11)
                      .dataType(dataType)
                      .graphBuilder()
                      .addInputs("in")
                      .setInputTypes(type)
                      .setOutputs("out");
              ComputationGraph net = new ComputationGraph(body.apply(builder).build());
              net.init();
              fill(net.params());
              for (var layer : net.getLayers()) {
                layer.paramTable().forEach(Zoo::fillStatistics);
              }
              return new Specimen(
                  Dl4jNetwork.of(net), x -> net.outputSingle(false, x), net.params());
            }));
  }

  /** Zero biases and unit gammas would hide mistakes. */
  private static void fill(INDArray parameters) {
    SplittableRandom random = new SplittableRandom(5);
    for (long i = 0; i < parameters.length(); i++) {
      parameters.putScalar(i, random.nextDouble(-0.6, 0.6));
    }
  }

  /** Running statistics that are neither 0 nor 1, and variances that are positive. */
  private static void fillStatistics(String name, INDArray values) {
    if (name.equals("var")) {
      values.assign(
          Nd4j.linspace(values.dataType(), 0.3, 0.4, values.length()).reshape(values.shape()));
    }
  }
}

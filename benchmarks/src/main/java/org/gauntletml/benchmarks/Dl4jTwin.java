package org.gauntletml.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.Leaf;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Tensor;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The networks without branches as Deeplearning4j networks with the same weights. */
final class Dl4jTwin {
  private Dl4jTwin() {}

  /** The twin of a stack of layers; empty for a network with branches. */
  static Optional<MultiLayerNetwork> of(BenchmarkNetworks network) {
    return switch (network) {
      case MADRY -> Optional.of(lenet(network, 32, 64, 5, 1024));
      case NET_B -> Optional.of(lenet(network, 16, 32, 5, 128));
      case LENET5 -> Optional.of(lenet(network, 32, 64, 3, 200));
      case MILLION -> Optional.of(lenet(network, 32, 64, 3, 300));
      case MLP ->
          Optional.of(
              build(
                  network,
                  InputType.feedForward(784),
                  List.of(dense("fc1", 1024), dense("fc2", 1024), output("fc3"))));
      case RESNET18_16, RESNET18_64, MOBILE -> Optional.empty();
    };
  }

  private static MultiLayerNetwork lenet(
      BenchmarkNetworks network, int first, int second, int kernel, int hidden) {
    return build(
        network,
        InputType.convolutional(28, 28, 1),
        List.of(
            conv("conv1", first, kernel),
            pool(),
            conv("conv2", second, kernel),
            pool(),
            dense("fc1", hidden),
            output("fc2")));
  }

  private static Layer conv(String name, int out, int kernel) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .name(name)
        .nOut(out)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.RELU)
        .build();
  }

  private static Layer pool() {
    return new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build();
  }

  private static Layer dense(String name, int out) {
    return new DenseLayer.Builder().name(name).nOut(out).activation(Activation.RELU).build();
  }

  private static Layer output(String name) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .name(name)
        .nOut(10)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static MultiLayerNetwork build(
      BenchmarkNetworks network, InputType input, List<Layer> layers) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().seed(1).list();
    layers.forEach(list::layer);
    MultiLayerNetwork net = new MultiLayerNetwork(list.setInputType(input).build());
    net.init();
    Graph graph = network.graph();
    List<String> names = new ArrayList<>();
    layers.forEach(layer -> names.add(layer.getLayerName()));
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (graph.parameters().containsKey(name + ".weight")) {
        INDArray weights = parameter(graph, name + ".weight");
        net.setParam(i + "_W", weights.rank() == 2 ? weights.transpose().dup('f') : weights);
        net.setParam(i + "_b", parameter(graph, name + ".bias").reshape('c', new long[] {1, -1}));
      }
    }
    return net;
  }

  private static INDArray parameter(Graph graph, String name) {
    Node node = graph.parameters().get(name);
    if (node == null) {
      throw new IllegalStateException("no parameter " + name);
    }
    Tensor value = ((Leaf.Constant) node.op()).value();
    return Nd4j.createFromArray(value.floats()).reshape('c', value.shape().dims());
  }
}

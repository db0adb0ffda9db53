package org.gauntletml.models.architecture;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;

/** Builds the residual network, vertex by vertex; each step answers the name of the last one. */
record ResNet(GraphBuilder graph) {
  private static final String INPUT = "in";
  private static final int STAGES = 4;
  private static final int WIDTH = 64;

  ComputationGraph network(InputType type, int classes) {
    graph.addInputs(INPUT).setInputTypes(type);
    String last = relu("stem", normalized("stem", INPUT, WIDTH, 3, 1));
    for (int stage = 0; stage < STAGES; stage++) {
      int width = WIDTH << stage;
      String name = "stage" + (stage + 1);
      last = block(name + "a", last, width, stage == 0 ? 1 : 2, stage > 0);
      last = block(name + "b", last, width, 1, false);
    }
    graph
        .addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), last)
        .addLayer("out", Layers.output(classes), "pool")
        .setOutputs("out");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  private String block(String name, String from, int width, int stride, boolean projected) {
    String first = relu(name + "-1", normalized(name + "-1", from, width, 3, stride));
    String second = normalized(name + "-2", first, width, 3, 1);
    String shortcut = projected ? normalized(name + "-0", from, width, 1, stride) : from;
    String sum = name + "-add";
    graph.addVertex(sum, new ElementWiseVertex(ElementWiseVertex.Op.Add), second, shortcut);
    return relu(name, sum);
  }

  private String normalized(String name, String from, int width, int kernel, int stride) {
    String normalized = name + "-norm";
    graph
        .addLayer(
            name + "-conv",
            new ConvolutionLayer.Builder(kernel, kernel)
                .stride(stride, stride)
                .padding(kernel / 2, kernel / 2)
                .nOut(width)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build(),
            from)
        .addLayer(normalized, new BatchNormalization(), name + "-conv");
    return normalized;
  }

  private String relu(String name, String from) {
    graph.addLayer(name + "-relu", new ActivationLayer(Activation.RELU), from);
    return name + "-relu";
  }
}

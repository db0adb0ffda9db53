package org.gauntletml.models.dl4j;

import static org.gauntletml.models.dl4j.Parts.conv;
import static org.gauntletml.models.dl4j.Parts.conv1d;
import static org.gauntletml.models.dl4j.Parts.sameConv;
import static org.gauntletml.models.dl4j.Parts.softmax;
import static org.gauntletml.models.dl4j.Parts.tanhDense;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.activations.Activation;

/** Networks that are no chain. */
final class GraphSpecies {
  private static final InputType IMAGE = InputType.convolutional(7, 6, 2);
  private static final InputSpec IMAGE_INPUT = InputSpec.unit(2, 7, 6);

  private GraphSpecies() {}

  static void addTo(Zoo zoo) {
    graphs(zoo);
  }

  private static void graphs(Zoo zoo) {
    zoo.graph(
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
    zoo.graph(
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
    zoo.graph(
        "input used twice by one vertex",
        InputType.feedForward(5),
        InputSpec.unit(5),
        g ->
            g.addVertex("double", new ElementWiseVertex(ElementWiseVertex.Op.Add), "in", "in")
                .addLayer("out", softmax(3), "double"));
    for (ElementWiseVertex.Op op : ElementWiseVertex.Op.values()) {
      zoo.graph(
          "element-wise " + op,
          InputType.feedForward(5),
          InputSpec.unit(5),
          g ->
              g.addLayer("a", tanhDense(4), "in")
                  .addLayer("b", tanhDense(4), "in")
                  .addVertex("both", new ElementWiseVertex(op), "a", "b")
                  .addLayer("out", softmax(3), "both"));
    }
    zoo.graph(
        "element-wise with broadcasting",
        InputType.feedForward(5),
        InputSpec.unit(5),
        g ->
            g.addLayer("a", tanhDense(4), "in")
                .addLayer("b", tanhDense(1), "in")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addVertex("gate", new ElementWiseVertex(ElementWiseVertex.Op.Product), "sum", "b")
                .addLayer("out", softmax(3), "gate"));
    zoo.graph(
        "distance of two layers",
        InputType.feedForward(5),
        InputSpec.unit(5),
        g ->
            g.addLayer("a", tanhDense(4), "in")
                .addLayer("b", tanhDense(4), "in")
                .addVertex("far", new L2Vertex(), "a", "b")
                .addVertex("all", new MergeVertex(), "far", "a")
                .addLayer("out", softmax(3), "all"));
    zoo.graph(
        "images to rows to images",
        IMAGE,
        IMAGE_INPUT,
        g ->
            g.addLayer("a", sameConv(2), "in")
                .addVertex(
                    "rows",
                    new PreprocessorVertex(
                        new CnnToFeedForwardPreProcessor(7, 6, 2, CNN2DFormat.NCHW)),
                    "a")
                .addVertex(
                    "images",
                    new PreprocessorVertex(new FeedForwardToCnnPreProcessor(4, 7, 3)),
                    "rows")
                .addLayer("b", conv(2), "images")
                .addLayer("out", softmax(4), "b"));
    zoo.graph(
        "pool helper",
        IMAGE,
        IMAGE_INPUT,
        g ->
            g.addLayer("a", sameConv(2), "in")
                .addVertex("helped", new PoolHelperVertex(), "a")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "helped")
                .addLayer("out", softmax(4), "pool"));
    zoo.graph(
        "last and reversed steps",
        InputType.recurrent(3, 8),
        InputSpec.unit(3, 8),
        g ->
            g.addLayer("a", conv1d(4), "in")
                .addVertex("back", new ReverseTimeSeriesVertex(), "a")
                .addLayer("b", conv1d(3), "back")
                .addVertex("last", new LastTimeStepVertex("in"), "b")
                .addLayer("out", softmax(3), "last"));
    zoo.graph(
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
}

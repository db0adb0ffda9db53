package org.gauntletml.models.dl4j;

import static org.gauntletml.models.dl4j.Parts.conv1d;
import static org.gauntletml.models.dl4j.Parts.lstm;
import static org.gauntletml.models.dl4j.Parts.softmax;
import static org.gauntletml.models.dl4j.Parts.tanhDense;

import java.util.List;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CapsuleLayer;
import org.deeplearning4j.nn.conf.layers.CapsuleStrengthLayer;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.PrimaryCapsules;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks of the kinds of layer that have no translation, but for the recurrent and 3-d ones. */
final class RareSpecies {
  private static final InputType SERIES = InputType.recurrent(3, 8);
  private static final InputSpec SERIES_INPUT = InputSpec.unit(3, 8);
  private static final InputType IMAGE = InputType.convolutional(7, 6, 2);
  private static final InputSpec IMAGE_INPUT = InputSpec.unit(2, 7, 6);

  private RareSpecies() {}

  static void addTo(Zoo zoo) {
    recurrent(zoo);
    attention(zoo);
    connected(zoo);
    vertices(zoo);
  }

  private static Layer average() {
    return new GlobalPoolingLayer(PoolingType.AVG);
  }

  @SuppressWarnings("deprecation") // old models hold them
  private static void recurrent(Zoo zoo) {
    zoo.stack(
        "graves lstm",
        SERIES,
        SERIES_INPUT,
        new GravesLSTM.Builder().nOut(4).activation(Activation.TANH).build(),
        average(),
        softmax(3));
    zoo.stack(
        "bidirectional graves lstm",
        SERIES,
        SERIES_INPUT,
        new GravesBidirectionalLSTM.Builder().nOut(4).activation(Activation.TANH).build(),
        average(),
        softmax(3));
    zoo.stack(
        "masking zeros",
        SERIES,
        SERIES_INPUT,
        new MaskZeroLayer.Builder().underlying(lstm()).maskValue(0).build(),
        average(),
        softmax(3));
    zoo.stack(
        "time distributed",
        SERIES,
        SERIES_INPUT,
        new TimeDistributed(tanhDense(4)),
        conv1d(2),
        average(),
        softmax(3));
    zoo.stack(
        "mask layer", SERIES, SERIES_INPUT, conv1d(4), new MaskLayer(), average(), softmax(3));
    zoo.stack(
        "frozen with backprop",
        SERIES,
        SERIES_INPUT,
        new FrozenLayerWithBackprop(new LastTimeStep(lstm())),
        softmax(3));
  }

  private static void attention(Zoo zoo) {
    zoo.stack(
        "self attention",
        SERIES,
        SERIES_INPUT,
        new SelfAttentionLayer.Builder().nOut(4).nHeads(2).projectInput(true).build(),
        average(),
        softmax(3));
    zoo.stack(
        "recurrent attention",
        SERIES,
        SERIES_INPUT,
        new RecurrentAttentionLayer.Builder().nIn(3).nOut(4).nHeads(1).projectInput(true).build(),
        average(),
        softmax(3));
    zoo.graph(
        "attention vertex",
        SERIES,
        SERIES_INPUT,
        g ->
            g.addLayer("a", conv1d(4), "in")
                .addVertex(
                    "look",
                    new AttentionVertex.Builder()
                        .nInKeys(4)
                        .nInValues(4)
                        .nInQueries(4)
                        .nOut(4)
                        .nHeads(1)
                        .projectInput(true)
                        .build(),
                    "a",
                    "a",
                    "a")
                .addLayer("pool", average(), "look")
                .addLayer("out", softmax(3), "pool"));
    zoo.stack(
        "embedding",
        InputType.feedForward(6),
        new InputSpec(List.of(1L), 0, 5),
        new EmbeddingLayer.Builder().nIn(6).nOut(4).activation(Activation.TANH).build(),
        softmax(3));
    zoo.stack(
        "embedding sequence",
        InputType.feedForward(5),
        new InputSpec(List.of(5L), 0, 5),
        new EmbeddingSequenceLayer.Builder().nIn(6).nOut(4).inputLength(5).build(),
        average(),
        softmax(3));
  }

  private static void connected(Zoo zoo) {
    zoo.stack(
        "locally connected 1d",
        SERIES,
        SERIES_INPUT,
        new LocallyConnected1D.Builder().nOut(4).kernelSize(3).activation(Activation.TANH).build(),
        average(),
        softmax(3));
    zoo.stack(
        "locally connected 2d",
        IMAGE,
        IMAGE_INPUT,
        new LocallyConnected2D.Builder()
            .nOut(3)
            .kernelSize(3, 2)
            .activation(Activation.TANH)
            .build(),
        softmax(3));
    zoo.stack(
        "capsules",
        IMAGE,
        IMAGE_INPUT,
        new PrimaryCapsules.Builder(4, 2).kernelSize(3, 3).stride(2, 2).build(),
        new CapsuleLayer.Builder(3, 4, 2).build(),
        new CapsuleStrengthLayer.Builder().build(),
        new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
    zoo.stack(
        "variational autoencoder",
        InputType.feedForward(6),
        InputSpec.unit(6),
        new VariationalAutoencoder.Builder()
            .nOut(4)
            .encoderLayerSizes(5)
            .decoderLayerSizes(5)
            .activation(Activation.TANH)
            .build(),
        softmax(3));
    InputType volume = InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 2, 2, 2, 2);
    zoo.stack(
        "deconvolution 3d",
        volume,
        InputSpec.unit(2, 2, 2, 2),
        new Deconvolution3D.Builder().kernelSize(2, 2, 2).nOut(3).build(),
        average(),
        softmax(3));
    zoo.stack(
        "loss over one voxel",
        volume,
        InputSpec.unit(2, 2, 2, 2),
        new Convolution3D.Builder(2, 2, 2).nOut(3).activation(Activation.IDENTITY).build(),
        new Cnn3DLossLayer.Builder(Convolution3D.DataFormat.NCDHW)
            .lossFunction(LossFunction.MCXENT)
            .activation(Activation.SOFTMAX)
            .build());
  }

  private static void vertices(Zoo zoo) {
    zoo.graph(
        "stacked and taken apart",
        InputType.feedForward(5),
        InputSpec.unit(5),
        g ->
            g.addLayer("a", tanhDense(4), "in")
                .addLayer("b", tanhDense(4), "in")
                .addVertex("stack", new StackVertex(), "a", "b")
                .addLayer("shared", tanhDense(3), "stack")
                .addVertex("first", new UnstackVertex(0, 2), "shared")
                .addVertex("second", new UnstackVertex(1, 2), "shared")
                .addVertex("both", new MergeVertex(), "first", "second")
                .addLayer("out", softmax(3), "both"));
    zoo.graph(
        "one row for all steps",
        SERIES,
        SERIES_INPUT,
        g ->
            g.addLayer("last", new LastTimeStep(lstm()), "in")
                .addVertex("again", new DuplicateToTimeSeriesVertex("in"), "last")
                .addVertex("both", new MergeVertex(), "again", "in")
                .addLayer("pool", average(), "both")
                .addLayer("out", softmax(3), "pool"));
  }
}

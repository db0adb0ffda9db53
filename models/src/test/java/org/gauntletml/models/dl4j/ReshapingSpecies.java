package org.gauntletml.models.dl4j;

import static org.gauntletml.models.dl4j.Parts.conv;
import static org.gauntletml.models.dl4j.Parts.conv1d;
import static org.gauntletml.models.dl4j.Parts.pool;
import static org.gauntletml.models.dl4j.Parts.renamed;
import static org.gauntletml.models.dl4j.Parts.softmax;
import static org.gauntletml.models.dl4j.Parts.tanhDense;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.Pooling1D;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.preprocessors.KerasFlattenRnnPreprocessor;
import org.deeplearning4j.preprocessors.PermutePreprocessor;
import org.deeplearning4j.preprocessors.ReshapePreprocessor;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.activations.Activation;

/** Preprocessors that no input type asks for, and layers under their second names. */
final class ReshapingSpecies {
  private static final InputType SERIES = InputType.recurrent(12, 5);
  private static final InputSpec SERIES_INPUT = InputSpec.unit(12, 5);
  private static final InputType IMAGE = InputType.convolutional(7, 6, 2);
  private static final InputSpec IMAGE_INPUT = InputSpec.unit(2, 7, 6);

  private ReshapingSpecies() {}

  static void addTo(Zoo zoo) {
    secondNames(zoo);
    series(zoo);
    images(zoo);
  }

  private static PreprocessorVertex vertex(InputPreProcessor preProcessor) {
    return new PreprocessorVertex(preProcessor);
  }

  private static Layer average() {
    return new GlobalPoolingLayer(PoolingType.AVG);
  }

  private static void secondNames(Zoo zoo) {
    zoo.stack(
        "second names of image layers",
        IMAGE,
        IMAGE_INPUT,
        renamed(conv(3), Convolution2D.class),
        renamed(pool(PoolingType.MAX, 2, 2).build(), Pooling2D.class),
        softmax(4));
    zoo.stack(
        "second names of series layers",
        SERIES,
        SERIES_INPUT,
        renamed(conv1d(3), Convolution1D.class),
        renamed(new Subsampling1DLayer.Builder(PoolingType.MAX, 2).build(), Pooling1D.class),
        average(),
        softmax(4));
  }

  private static void series(Zoo zoo) {
    zoo.graph(
        "steps to images to steps",
        SERIES,
        SERIES_INPUT,
        g ->
            g.addVertex("images", vertex(new RnnToCnnPreProcessor(3, 2, 2)), "in")
                .addLayer("a", conv(3), "images")
                .addVertex("steps", vertex(new CnnToRnnPreProcessor(1, 1, 3)), "a")
                .addLayer("b", conv1d(2), "steps")
                .addLayer("pool", average(), "b")
                .addLayer("out", softmax(3), "pool"));
    zoo.graph(
        "all steps in one row",
        SERIES,
        SERIES_INPUT,
        g ->
            g.addLayer("a", conv1d(4), "in")
                .addVertex("row", vertex(new KerasFlattenRnnPreprocessor(4, 3)), "a")
                .addLayer("out", softmax(3), "row"));
    zoo.graph(
        "axes exchanged",
        SERIES,
        SERIES_INPUT,
        g ->
            g.addVertex("turned", vertex(new PermutePreprocessor(2, 1)), "in")
                .addLayer("a", conv1d(4), "turned")
                .addLayer("pool", average(), "a")
                .addLayer("out", softmax(3), "pool"));
  }

  private static void images(Zoo zoo) {
    zoo.graph(
        "reshaped",
        IMAGE,
        IMAGE_INPUT,
        g ->
            g.addVertex(
                    "images",
                    vertex(
                        new ReshapePreprocessor(
                            new long[] {2, 7, 6}, new long[] {3, 4, 7}, false, CNN2DFormat.NCHW)),
                    "in")
                .addLayer("a", conv(4), "images")
                .addLayer("out", softmax(3), "a"));
    zoo.graph(
        "chain of preprocessors",
        IMAGE,
        IMAGE_INPUT,
        g ->
            g.addLayer("a", conv(2), "in")
                .addVertex(
                    "rows",
                    vertex(
                        new ComposableInputPreProcessor(
                            new CnnToFeedForwardPreProcessor(5, 5, 2),
                            new ReshapePreprocessor(new long[] {50}, new long[] {50}, false))),
                    "a")
                .addLayer("out", softmax(3), "rows"));
    zoo.graph(
        "rows to volumes to rows",
        InputType.feedForward(24),
        InputSpec.unit(24),
        g ->
            g.addLayer("a", tanhDense(24), "in")
                .addVertex(
                    "volumes", vertex(new FeedForwardToCnn3DPreProcessor(2, 3, 2, 2, true)), "a")
                .addLayer(
                    "b",
                    new Convolution3D.Builder(2, 2, 2).nOut(3).activation(Activation.TANH).build(),
                    "volumes")
                .addVertex(
                    "rows",
                    vertex(
                        new Cnn3DToFeedForwardPreProcessor(
                            1, 2, 1, 3, Convolution3D.DataFormat.NCDHW)),
                    "b")
                .addLayer("out", softmax(3), "rows"));
  }
}

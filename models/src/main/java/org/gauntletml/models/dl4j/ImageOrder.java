package org.gauntletml.models.dl4j;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Whether a network wants its images channels first or channels last. */
enum ImageOrder {
  CHANNELS_FIRST,
  CHANNELS_LAST;

  /** The order declared by the first vertex that declares one. */
  static ImageOrder of(InferenceGraph network) {
    return network.order().stream()
        .map(network::vertex)
        .flatMap(ImageOrder::declared)
        .findFirst()
        .map(format -> format == CNN2DFormat.NHWC ? CHANNELS_LAST : CHANNELS_FIRST)
        .orElse(CHANNELS_FIRST);
  }

  /** An {@code [N,C,H,W]} batch as the network wants it. */
  INDArray arrange(INDArray x) {
    return this == CHANNELS_LAST && x.rank() == 4 ? x.permute(0, 2, 3, 1).dup('c') : x;
  }

  /** The inverse of {@link #arrange}. */
  INDArray restore(INDArray x) {
    return this == CHANNELS_LAST && x.rank() == 4 ? x.permute(0, 3, 1, 2).dup('c') : x;
  }

  private static Stream<CNN2DFormat> declared(GraphVertex vertex) {
    if (!(vertex instanceof LayerVertex layered)) {
      return Stream.empty();
    }
    InputPreProcessor before = layered.getPreProcessor();
    if (before instanceof FeedForwardToCnnPreProcessor) {
      return Stream.of(CNN2DFormat.NCHW);
    }
    if (before instanceof CnnToFeedForwardPreProcessor flatten) {
      return Stream.of(flatten.getFormat());
    }
    return declared(layered.getLayerConf().getLayer());
  }

  private static Stream<CNN2DFormat> declared(Layer layer) {
    CNN2DFormat format = null;
    if (layer instanceof ConvolutionLayer conv) {
      format = conv.getCnn2dDataFormat();
    } else if (layer instanceof SubsamplingLayer pool) {
      format = pool.getCnn2dDataFormat();
    } else if (layer instanceof BatchNormalization norm) {
      format = norm.getCnn2DFormat();
    } else if (layer instanceof ZeroPaddingLayer pad) {
      format = pad.getDataFormat();
    } else if (layer instanceof Cropping2D crop) {
      format = crop.getDataFormat();
    } else if (layer instanceof Upsampling2D up) {
      format = up.getFormat();
    } else if (layer instanceof SpaceToDepthLayer fold) {
      format = fold.getDataFormat();
    } else if (layer instanceof LocalResponseNormalization norm) {
      format = norm.getDataFormat();
    }
    return Stream.ofNullable(format);
  }
}

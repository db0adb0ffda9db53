package org.gauntletml.models.dl4j;

import static org.gauntletml.models.dl4j.LayerTranslator.row;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Resampling;

/** Layers that only move, copy or drop elements. */
final class ShapeTranslators {
  static final List<Map.Entry<Class<? extends Layer>, LayerTranslator<Layer>>> TABLE =
      List.of(
          row(ZeroPadding1DLayer.class, (s, c, x) -> pad(s, x, false, c.getPadding())),
          row(
              ZeroPaddingLayer.class,
              (s, c, x) -> pad(s, x, last(c.getDataFormat()), c.getPadding())),
          row(Cropping1D.class, (s, c, x) -> crop(s, x, false, c.getCropping())),
          row(Cropping2D.class, (s, c, x) -> crop(s, x, last(c.getDataFormat()), c.getCropping())),
          row(Upsampling1D.class, (s, c, x) -> repeat(s, x, false, c.getSize()[0])),
          row(Upsampling2D.class, (s, c, x) -> repeat(s, x, last(c.getFormat()), c.getSize())),
          row(SpaceToDepthLayer.class, ShapeTranslators::spaceToDepth));

  private ShapeTranslators() {}

  private static boolean last(CNN2DFormat format) {
    return format == CNN2DFormat.NHWC;
  }

  /**
   * @param around elements before and after each spatial axis, axis by axis
   */
  private static Flow pad(Scope s, Flow x, boolean last, int... around) {
    GraphBuilder b = s.b();
    Node y = x.channelsFirst(b, last);
    for (int i = 0; i < around.length / 2; i++) {
      y = b.pad(y, i + 2, around[2 * i], around[2 * i + 1]);
    }
    return new Flow(y, last);
  }

  /**
   * @param around elements dropped before and after each spatial axis, axis by axis
   */
  private static Flow crop(Scope s, Flow x, boolean last, int... around) {
    GraphBuilder b = s.b();
    Node y = x.channelsFirst(b, last);
    for (int i = 0; i < around.length / 2; i++) {
      long kept = y.shape().dim(i + 2) - around[2 * i] - around[2 * i + 1];
      y = b.slice(y, i + 2, around[2 * i], kept);
    }
    return new Flow(y, last);
  }

  private static Flow repeat(Scope s, Flow x, boolean last, int... times) {
    Node image = x.channelsFirst(s.b(), last);
    long[] factors = new long[image.shape().rank()];
    factors[0] = 1;
    factors[1] = 1;
    for (int i = 2; i < factors.length; i++) {
      factors[i] = times[i - 2];
    }
    return new Flow(Resampling.repeat(s.b(), image, factors), last);
  }

  private static Flow spaceToDepth(Scope s, SpaceToDepthLayer conf, Flow x) {
    boolean last = last(conf.getDataFormat());
    Node image = x.channelsFirst(s.b(), last);
    return new Flow(Resampling.spaceToDepth(s.b(), image, conf.getBlockSize()), last);
  }
}

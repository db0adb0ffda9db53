package org.gauntletml.models.dl4j;

import static org.gauntletml.models.dl4j.LayerTranslator.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;
import org.gauntletml.models.graph.Convolution;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Window;

/** Convolutions. DL4J's weights are {@code [out,in,kernel...]}, as in ONNX, but for depthwise. */
final class ConvolutionTranslators {
  static final List<Map.Entry<Class<? extends Layer>, LayerTranslator<Layer>>> TABLE =
      List.of(
          row(ConvolutionLayer.class, ConvolutionTranslators::plain),
          row(Convolution2D.class, ConvolutionTranslators::plain),
          row(Convolution1DLayer.class, ConvolutionTranslators::series),
          row(Convolution1D.class, ConvolutionTranslators::series),
          row(Deconvolution2D.class, ConvolutionTranslators::transposed),
          row(DepthwiseConvolution2D.class, ConvolutionTranslators::depthwise),
          row(SeparableConvolution2D.class, ConvolutionTranslators::separable));

  private static final String WEIGHTS = ConvolutionParamInitializer.WEIGHT_KEY;
  private static final String BIAS = ConvolutionParamInitializer.BIAS_KEY;

  private ConvolutionTranslators() {}

  private static Flow plain(Scope s, ConvolutionLayer conf, Flow x) {
    boolean last = conf.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    Node image = x.channelsFirst(s.b(), last);
    Window window = geometry(conf, conf.getConvolutionMode()).over(image);
    return finish(s, conf, convolve(s, conf, image, s.parameter(WEIGHTS), window, 1), last);
  }

  /** DL4J declares weights {@code [O,I,k,1]} but reads the same memory as {@code [k,I,O]}. */
  private static Flow series(Scope s, Convolution1DLayer conf, Flow x) {
    GraphBuilder b = s.b();
    boolean last = conf.getRnnDataFormat() == RNNFormat.NWC;
    Node image = Series.toImage(b, x.channelsFirst(b, last));
    Node weights = s.parameter(WEIGHTS);
    long out = weights.shape().dim(0);
    long in = weights.shape().dim(1);
    long kernel = weights.shape().dim(2);
    Node turned = b.transpose(b.reshape(weights, Shape.of(kernel, in, out)), 2, 1, 0);
    Node flat = b.reshape(turned, Shape.of(out, in, 1, kernel));
    Window window = geometry(conf, conf.getConvolutionMode()).series().over(image);
    Node y = Series.fromImage(b, convolve(s, conf, image, flat, window, 1));
    return finish(s, conf, y, last);
  }

  /** Mode Same makes {@code size * stride} elements of each axis. */
  private static Flow transposed(Scope s, Deconvolution2D conf, Flow x) {
    boolean last = conf.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    Node image = x.channelsFirst(s.b(), last);
    Window window = geometry(conf, ConvolutionMode.Truncate).over(image);
    List<Integer> rest = List.of(0, 0);
    if (conf.getConvolutionMode() == ConvolutionMode.Same) {
      int[] pads = new int[4];
      rest = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        int surplus = window.extent(i) - window.strides().get(i);
        pads[i] = Math.max(0, surplus) / 2;
        pads[i + 2] = Math.max(0, surplus) - pads[i];
        rest.add(Math.max(0, -surplus));
      }
      window = window.pads(pads);
    }
    Convolution.ConvTranspose op = new Convolution.ConvTranspose(window, rest, 1);
    Node weights = s.parameter(WEIGHTS);
    Node y =
        conf.hasBias()
            ? s.b().add(op, image, weights, s.vector(BIAS))
            : s.b().add(op, image, weights);
    return finish(s, conf, y, last);
  }

  /** DL4J: weights {@code [kH,kW,C,M]}, result channel {@code c*M + m}. */
  private static Flow depthwise(Scope s, DepthwiseConvolution2D conf, Flow x) {
    GraphBuilder b = s.b();
    boolean last = conf.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    Node image = x.channelsFirst(b, last);
    Node weights = perChannel(b, b.transpose(s.parameter(WEIGHTS), 2, 3, 0, 1));
    Window window = geometry(conf, conf.getConvolutionMode()).over(image);
    int channels = (int) image.shape().dim(1);
    return finish(s, conf, convolve(s, conf, image, weights, window, channels), last);
  }

  /** DL4J: depthwise weights {@code [M,C,kH,kW]}, then pointwise {@code [O,C*M,1,1]}. */
  private static Flow separable(Scope s, SeparableConvolution2D conf, Flow x) {
    GraphBuilder b = s.b();
    boolean last = conf.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    Node image = x.channelsFirst(b, last);
    Node depth = s.parameter(SeparableConvolutionParamInitializer.DEPTH_WISE_WEIGHT_KEY);
    Node point = s.parameter(SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY);
    Window window = geometry(conf, conf.getConvolutionMode()).over(image);
    Node spread =
        b.add(
            new Convolution.Conv(window, (int) image.shape().dim(1)),
            image,
            perChannel(b, b.transpose(depth, 1, 0, 2, 3)));
    return finish(s, conf, convolve(s, conf, spread, point, Window.of(1, 1), 1), last);
  }

  /** {@code [C,M,kH,kW]} as the weights {@code [C*M,1,kH,kW]} of a grouped convolution. */
  private static Node perChannel(GraphBuilder b, Node weights) {
    Shape w = weights.shape();
    return b.reshape(weights, Shape.of(w.dim(0) * w.dim(1), 1, w.dim(2), w.dim(3)));
  }

  private static Geometry geometry(ConvolutionLayer conf, ConvolutionMode mode) {
    return new Geometry(
        conf.getKernelSize(), conf.getStride(), conf.getPadding(), conf.getDilation(), mode);
  }

  private static Node convolve(
      Scope s, ConvolutionLayer conf, Node x, Node weights, Window window, int group) {
    Convolution.Conv op = new Convolution.Conv(window, group);
    return conf.hasBias() ? s.b().add(op, x, weights, s.vector(BIAS)) : s.b().add(op, x, weights);
  }

  private static Flow finish(Scope s, ConvolutionLayer conf, Node y, boolean last) {
    return s.activate(conf.getActivationFn(), new Flow(y, last));
  }
}

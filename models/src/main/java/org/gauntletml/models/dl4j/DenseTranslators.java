package org.gauntletml.models.dl4j;

import static org.gauntletml.models.dl4j.LayerTranslator.row;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Linear;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Normalizations;
import org.gauntletml.models.graph.Shape;
import org.nd4j.linalg.activations.IActivation;

/** Layers that are matrix products, and the heads of networks. */
final class DenseTranslators {
  static final List<Map.Entry<Class<? extends Layer>, LayerTranslator<Layer>>> TABLE =
      List.of(
          row(DenseLayer.class, DenseTranslators::dense),
          row(AutoEncoder.class, (s, c, x) -> s.activate(c.getActivationFn(), product(s, x, true))),
          row(OutputLayer.class, DenseTranslators::output),
          row(CenterLossOutputLayer.class, DenseTranslators::output),
          row(LossLayer.class, (s, c, x) -> s.activate(c.getActivationFn(), x)),
          row(RnnOutputLayer.class, DenseTranslators::rnnOutput),
          row(RnnLossLayer.class, DenseTranslators::rnnLoss),
          row(CnnLossLayer.class, DenseTranslators::cnnLoss),
          row(ElementWiseMultiplicationLayer.class, DenseTranslators::elementWise),
          row(RepeatVector.class, DenseTranslators::repeat));

  /** ND4J's layer_norm adds 1e-12 to the deviation. */
  private static final double LAYER_NORM_EPSILON = 1e-24;

  private static final String WEIGHTS = DefaultParamInitializer.WEIGHT_KEY;
  private static final String BIAS = DefaultParamInitializer.BIAS_KEY;

  private DenseTranslators() {}

  private static Flow dense(Scope s, DenseLayer conf, Flow x) {
    if (!conf.isHasLayerNorm()) {
      return s.activate(conf.getActivationFn(), product(s, x, conf.hasBias()));
    }
    GraphBuilder b = s.b();
    Node z = Normalizations.standardize(b, product(s, x, false).node(), LAYER_NORM_EPSILON, 1);
    Node scaled = b.mul(z, s.vector(DefaultParamInitializer.GAIN_KEY));
    Node shifted = conf.hasBias() ? b.add(scaled, s.vector(BIAS)) : scaled;
    return s.activate(conf.getActivationFn(), Flow.plain(shifted));
  }

  private static Flow output(Scope s, BaseOutputLayer conf, Flow x) {
    return s.activate(conf.getActivationFn(), product(s, x, conf.hasBias()));
  }

  private static Flow product(Scope s, Flow x, boolean bias) {
    GraphBuilder b = s.b();
    Node rows = x.plain(b);
    if (rows.shape().rank() != 2) {
      throw s.refuse("its input " + rows.shape() + " is no batch of rows");
    }
    // column-major weights [in,out] are [out,in] in memory, and need not be turned around
    Linear.Gemm product = new Linear.Gemm(true);
    Node turned = b.transpose(s.parameter(WEIGHTS), 1, 0);
    return Flow.plain(
        bias ? b.add(product, rows, turned, s.vector(BIAS)) : b.add(product, rows, turned));
  }

  private static Flow rnnOutput(Scope s, RnnOutputLayer conf, Flow x) {
    GraphBuilder b = s.b();
    boolean last = conf.getRnnDataFormat() == RNNFormat.NWC;
    Node steps = b.transpose(x.channelsFirst(b, last), 0, 2, 1);
    Node z = b.add(b.matMul(steps, s.parameter(WEIGHTS)), s.vector(BIAS));
    Node scores = s.activate(conf.getActivationFn(), Flow.plain(z)).node();
    return new Flow(b.transpose(scores, 0, 2, 1), last);
  }

  private static Flow rnnLoss(Scope s, RnnLossLayer conf, Flow x) {
    boolean last = conf.getRnnDataFormat() == RNNFormat.NWC;
    return alongChannels(s, conf.getActivationFn(), x, last);
  }

  private static Flow cnnLoss(Scope s, CnnLossLayer conf, Flow x) {
    boolean last = conf.getFormat() == CNN2DFormat.NHWC;
    return alongChannels(s, conf.getActivationFn(), x, last);
  }

  private static Flow alongChannels(Scope s, IActivation activation, Flow x, boolean last) {
    // an activation that looks along an axis looks along the last one, which is channels here
    Flow read = new Flow(x.channelsFirst(s.b(), last), true);
    return new Flow(s.activate(activation, read).node(), last);
  }

  private static Flow elementWise(Scope s, ElementWiseMultiplicationLayer conf, Flow x) {
    Node scaled = s.b().mul(x.plain(s.b()), s.vector(WEIGHTS));
    return s.activate(conf.getActivationFn(), Flow.plain(s.b().add(scaled, s.vector(BIAS))));
  }

  private static Flow repeat(Scope s, RepeatVector conf, Flow x) {
    GraphBuilder b = s.b();
    Node rows = x.plain(b);
    long width = rows.shape().dim(1);
    Node one = b.reshape(rows, Shape.batched(width, 1));
    return new Flow(
        b.expand(one, Shape.batched(width, conf.getN())), conf.getDataFormat() == RNNFormat.NWC);
  }
}

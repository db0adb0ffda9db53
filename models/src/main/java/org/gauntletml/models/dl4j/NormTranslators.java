package org.gauntletml.models.dl4j;

import static org.gauntletml.models.dl4j.LayerTranslator.row;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.PReLUParamInitializer;
import org.gauntletml.models.graph.Binary;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Normalizations;
import org.gauntletml.models.graph.Shape;

/** Normalisations and layers that are an activation only. */
final class NormTranslators {
  static final List<Map.Entry<Class<? extends Layer>, LayerTranslator<Layer>>> TABLE =
      List.of(
          row(ActivationLayer.class, (s, c, x) -> s.activate(c.getActivationFn(), x)),
          row(DropoutLayer.class, (s, c, x) -> x),
          row(MaskLayer.class, (s, c, x) -> x), // nothing is masked
          row(PReLULayer.class, NormTranslators::prelu),
          row(BatchNormalization.class, NormTranslators::batchNorm),
          row(LocalResponseNormalization.class, NormTranslators::localResponse));

  /** From the decimal logarithm of a deviation to the natural one of its square. */
  private static final double LOG_STD_TO_LOG_VARIANCE = 2 * Math.log(10);

  private NormTranslators() {}

  private static Flow prelu(Scope s, PReLULayer conf, Flow x) {
    GraphBuilder b = s.b();
    Node alpha = s.parameter(PReLUParamInitializer.WEIGHT_KEY);
    return Flow.plain(b.add(new Binary.PRelu(), x.plain(b), alpha));
  }

  private static Flow batchNorm(Scope s, BatchNormalization conf, Flow x) {
    GraphBuilder b = s.b();
    int rank = x.node().shape().rank();
    if (rank != 2 && rank != 4) {
      throw s.refuse("Deeplearning4j normalises the wrong axis of activations of rank " + rank);
    }
    boolean last = rank == 4 && conf.getCnn2DFormat() == CNN2DFormat.NHWC;
    Node image = x.channelsFirst(b, last);
    Node mean = s.vector(BatchNormalizationParamInitializer.GLOBAL_MEAN);
    Node variance = variance(s, conf);
    if (s.training()) {
      Node batchMean = Normalizations.batchMean(b, image);
      Node centred = b.sub(image, batchMean);
      Node batchVariance = Normalizations.batchMean(b, b.mul(centred, centred));
      follow(s, conf, mean, variance, vector(b, batchMean), vector(b, batchVariance));
      mean = vector(b, batchMean);
      variance = vector(b, batchVariance);
    }
    Node deviation = b.sqrt(b.add(variance, b.scalar(conf.getEps())));
    // a locked gamma and beta apply only when both differ from their defaults
    boolean locked = conf.isLockGammaBeta();
    boolean applies = conf.getGamma() != 1.0 && conf.getBeta() != 0.0;
    Node gamma =
        locked
            ? b.scalar(applies ? conf.getGamma() : 1)
            : s.vector(BatchNormalizationParamInitializer.GAMMA);
    Node beta =
        locked
            ? b.scalar(applies ? conf.getBeta() : 0)
            : s.vector(BatchNormalizationParamInitializer.BETA);
    Node factor = b.div(gamma, deviation);
    Node shift = b.sub(beta, b.mul(mean, factor));
    return new Flow(Normalizations.affine(b, image, factor, shift), last);
  }

  private static Node vector(GraphBuilder b, Node statistic) {
    return b.reshape(statistic, Shape.of(statistic.shape().size()));
  }

  /** Lets the running mean and variance go a share of the way to those of the batch. */
  private static void follow(
      Scope s, BatchNormalization conf, Node mean, Node variance, Node ofMean, Node ofVariance) {
    if (!conf.isMinibatch()) {
      throw s.refuse("it is not told to use the statistics of batches");
    }
    GraphBuilder b = s.b();
    Node share = b.scalar(1 - conf.getDecay());
    s.follow(BatchNormalizationParamInitializer.GLOBAL_MEAN, b.mul(b.sub(mean, ofMean), share));
    Node step = b.mul(b.sub(variance, ofVariance), share);
    if (conf.isUseLogStd()) {
      Node change = b.sub(b.log(variance), b.log(b.sub(variance, step)));
      s.follow(
          BatchNormalizationParamInitializer.GLOBAL_LOG_STD,
          b.mul(change, b.scalar(1 / LOG_STD_TO_LOG_VARIANCE)));
    } else {
      s.follow(BatchNormalizationParamInitializer.GLOBAL_VAR, step);
    }
  }

  private static Node variance(Scope s, BatchNormalization conf) {
    GraphBuilder b = s.b();
    if (!conf.isUseLogStd()) {
      return s.vector(BatchNormalizationParamInitializer.GLOBAL_VAR);
    }
    Node logStd = s.vector(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
    return b.exp(b.mul(logStd, b.scalar(LOG_STD_TO_LOG_VARIANCE)));
  }

  /** DL4J's sum over the neighbours is not divided by their number. */
  private static Flow localResponse(Scope s, LocalResponseNormalization conf, Flow x) {
    boolean last = conf.getDataFormat() == CNN2DFormat.NHWC;
    int size = 2 * ((int) conf.getN() / 2) + 1;
    Node image = x.channelsFirst(s.b(), last);
    return new Flow(
        Normalizations.localResponse(
            s.b(), image, size, conf.getAlpha() * size, conf.getBeta(), conf.getK()),
        last);
  }
}

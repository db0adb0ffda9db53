package org.gauntletml.models.dl4j;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.gauntletml.models.BadInput;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch normalisation as the fixed affine map that it is in inference: {@code (x - mean) * scale +
 * beta} per channel, on the running statistics. DL4J's own backward pass always differentiates
 * through batch statistics, which are not used in inference.
 */
final class BatchNormStep extends UnaryStep {
  private final Layer layer;
  private final BatchNormalization conf;

  BatchNormStep(Layer layer, BatchNormalization conf) {
    this.layer = layer;
    this.conf = conf;
  }

  @Override
  INDArray apply(INDArray x) {
    INDArray centred =
        x.sub(perChannel(parameter(BatchNormalizationParamInitializer.GLOBAL_MEAN), x));
    INDArray scaled = centred.muli(perChannel(scale(), x));
    return conf.isLockGammaBeta()
        ? scaled.addi(lockedGammaApplies() ? conf.getBeta() : 0)
        : scaled.addi(perChannel(parameter(BatchNormalizationParamInitializer.BETA), x));
  }

  @Override
  INDArray pullback(INDArray x, INDArray cotangent) {
    return cotangent.mul(perChannel(scale(), x));
  }

  private INDArray scale() {
    INDArray deviation = Transforms.sqrt(variance().add(conf.getEps()), false);
    if (conf.isLockGammaBeta()) {
      return deviation.rdivi(lockedGammaApplies() ? conf.getGamma() : 1);
    }
    return parameter(BatchNormalizationParamInitializer.GAMMA).div(deviation);
  }

  private INDArray variance() {
    if (!conf.isUseLogStd()) {
      return parameter(BatchNormalizationParamInitializer.GLOBAL_VAR);
    }
    INDArray logStd = parameter(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
    return Transforms.exp(logStd.mul(2 * Math.log(10)), false);
  }

  /** DL4J applies a locked gamma and beta only when both differ from their defaults. */
  private boolean lockedGammaApplies() {
    return conf.getGamma() != 1.0 && conf.getBeta() != 0.0;
  }

  private INDArray parameter(String key) {
    return layer.getParam(key);
  }

  private INDArray perChannel(INDArray values, INDArray x) {
    long[] shape = new long[x.rank()];
    Arrays.fill(shape, 1);
    switch (x.rank()) {
      case 2 -> shape[1] = values.length();
      case 4 -> shape[conf.getCnn2DFormat() == CNN2DFormat.NHWC ? 3 : 1] = values.length();
      default ->
          throw BadInput.of(
              "batch normalisation " + conf.getLayerName(),
              "activations of rank 2 or 4",
              "rank " + x.rank());
    }
    return values.reshape(shape);
  }
}

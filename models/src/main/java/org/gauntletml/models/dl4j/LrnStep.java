package org.gauntletml.models.dl4j;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Local response normalisation, {@code y = x s^-beta} with {@code s = k + alpha * (sum of x^2 over
 * the neighbouring channels)}. DL4J's own backward pass divides by the wrong channel's s, which
 * only a tiny alpha hides.
 */
final class LrnStep extends UnaryStep {
  private final LocalResponseNormalization conf;

  LrnStep(LocalResponseNormalization conf) {
    this.conf = conf;
  }

  @Override
  INDArray apply(INDArray x) {
    return Transforms.pow(scale(x), -conf.getBeta(), false).muli(x);
  }

  @Override
  INDArray pullback(INDArray x, INDArray cotangent) {
    INDArray s = scale(x);
    INDArray power = Transforms.pow(s, -conf.getBeta(), true);
    INDArray across = neighbours(cotangent.mul(x).muli(power).divi(s)).muli(x);
    return power.muli(cotangent).subi(across.muli(2 * conf.getAlpha() * conf.getBeta()));
  }

  private INDArray scale(INDArray x) {
    return neighbours(x.mul(x)).muli(conf.getAlpha()).addi(conf.getK());
  }

  /** Per channel, the sum over the channels at most n/2 away. */
  private INDArray neighbours(INDArray values) {
    int axis = conf.getDataFormat() == CNN2DFormat.NHWC ? 3 : 1;
    long channels = values.size(axis);
    INDArray sums = values.dup('c');
    for (long shift = 1; shift <= (long) conf.getN() / 2 && shift < channels; shift++) {
      INDArrayIndex[] low = all(axis, NDArrayIndex.interval(0, channels - shift));
      INDArrayIndex[] high = all(axis, NDArrayIndex.interval(shift, channels));
      sums.get(high).addi(values.get(low));
      sums.get(low).addi(values.get(high));
    }
    return sums;
  }

  private static INDArrayIndex[] all(int axis, INDArrayIndex but) {
    INDArrayIndex[] indices = NDArrayIndex.nTimes(NDArrayIndex.all(), 4);
    indices[axis] = but;
    return indices;
  }
}

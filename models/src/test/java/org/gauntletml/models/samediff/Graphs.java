package org.gauntletml.models.samediff;

import java.util.Random;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/** SameDiff graphs with seeded weights, as people build them. */
final class Graphs {
  final SameDiff sd = SameDiff.create();
  private final Random random = new Random(7);
  private int weights;

  SDVariable input(long... shape) {
    return sd.placeHolder("x", DataType.FLOAT, shape);
  }

  /** Trained values, between {@code low} and 1. */
  SDVariable weights(double low, long... shape) {
    long length = 1;
    for (long d : shape) {
      length *= d;
    }
    double[] values = random.doubles(length, low, 1).toArray();
    return sd.var(
        "w" + weights++, Nd4j.createFromArray(values).reshape('c', shape).castTo(DataType.FLOAT));
  }

  SDVariable weights(long... shape) {
    return weights(-1, shape);
  }

  SDVariable dense(SDVariable x, long in, long out) {
    return sd.nn().linear(x, weights(in, out), weights(out));
  }

  private static Conv2DConfig.Conv2DConfigBuilder window(int size, String format) {
    return Conv2DConfig.builder().kH(size).kW(size).dataFormat(format);
  }

  /** A network with a softmax, and with the loss it was trained on. */
  static SameDiff convolutional() {
    Graphs g = new Graphs();
    SDVariable x = g.input(-1, 2, 8, 7);
    Conv2DConfig same =
        window(3, Conv2DConfig.NCHW).sH(2).sW(1).paddingMode(PaddingMode.SAME).build();
    SDVariable y = g.sd.cnn().conv2d(x, g.weights(3, 3, 2, 4), g.weights(4), same);
    y =
        g.sd
            .nn()
            .batchNorm(
                y, g.weights(4), g.weights(0.5, 4), g.weights(0.5, 4), g.weights(4), 1e-3, 1);
    y = g.sd.nn().relu(y, 0);
    y =
        g.sd
            .cnn()
            .depthWiseConv2d(
                y, g.weights(3, 3, 4, 2), window(3, Conv2DConfig.NCHW).pH(1).pW(1).build());
    y = g.sd.nn().biasAdd(y, g.weights(8), true);
    Pooling2DConfig pool = Pooling2DConfig.builder().kH(2).kW(2).sH(2).sW(2).build();
    y = g.sd.cnn().maxPooling2d(y, pool);
    Pooling2DConfig mean =
        Pooling2DConfig.builder().kH(2).kW(2).paddingMode(PaddingMode.SAME).build();
    y = g.sd.cnn().avgPooling2d(y, mean);
    y = y.reshape(-1, 8 * 2 * 3);
    SDVariable z = g.dense(g.sd.nn().dropout(y, 0.5), 48, 5);
    g.sd.nn().softmax("classes", z, 1);
    SDVariable labels = g.sd.placeHolder("labels", DataType.FLOAT, -1, 5);
    g.sd.loss().softmaxCrossEntropy("loss", labels, z, null);
    g.sd.setLossVariables("loss");
    return g.sd;
  }

  static SameDiff channelsLast() {
    Graphs g = new Graphs();
    SDVariable x = g.input(-1, 6, 5, 3);
    SDVariable y =
        g.sd.cnn().conv2d(x, g.weights(3, 3, 3, 4), window(3, Conv2DConfig.NHWC).build());
    y = g.sd.nn().biasAdd(y, g.weights(4), false);
    y = g.sd.nn().batchNorm(y, g.weights(4), g.weights(0.5, 4), null, null, 1e-5, 3);
    y = g.sd.nn().elu(y);
    Pooling2DConfig pool = Pooling2DConfig.builder().kH(2).kW(2).isNHWC(true).build();
    y = g.sd.cnn().maxPooling2d(y, pool);
    y = g.sd.permute(y, 0, 3, 1, 2);
    y =
        g.sd
            .nn()
            .pad(
                y,
                g.sd.constant(Nd4j.createFromArray(new int[][] {{0, 0}, {0, 0}, {1, 0}, {0, 2}})),
                0);
    SDVariable folded = g.sd.concat(1, y.mean(2, 3), y.max(2, 3), y.sum(2, 3));
    // not a linear layer: SameDiff's own mixes up the elements of its 'f' result here
    g.sd.nn().logSoftmax("classes", folded.mmul(g.weights(12, 4)).add("z", g.weights(4)));
    return g.sd;
  }

  /** Every activation and arithmetic operation with a spelling, on rows; one sigmoid at the end. */
  static SameDiff arithmetic() {
    Graphs g = new Graphs();
    SameDiff sd = g.sd;
    SDVariable x = g.input(-1, 6);
    SDVariable y = x.mmul(g.weights(6, 5)).add(g.weights(5));
    SDVariable z = sd.nn().elu(y).add(sd.nn().leakyRelu(y, 0.2)).sub(sd.nn().sigmoid(y));
    z = z.add(sd.nn().softplus(y)).add(sd.nn().swish(y)).add(sd.nn().gelu(y));
    z = z.add(sd.nn().selu(y)).add(sd.nn().relu6(y, 0)).add(sd.nn().hardSigmoid(y));
    z = z.add(sd.nn().hardTanh(y)).add(sd.nn().softsign(y)).mul(sd.math().exp(sd.math().neg(y)));
    z = z.div(sd.math().square(y).add(2)).add(sd.math().abs(y)).mul(0.5).sub(1).div(3).rsub(2);
    z = z.add(sd.math().sqrt(sd.math().abs(y).add(1)).rdiv(1)).add(sd.math().pow(y, 2));
    z = z.add(sd.math().log(sd.math().abs(y).add(1))).add(sd.math().tanh(y));
    z = sd.nn().relu(g.dense(z, 5, 4), 0);
    z = sd.math().max(z, g.weights(4)).add(sd.math().min(z, g.weights(4)));
    z = sd.identity(sd.nn().softmax(z, 1));
    z = sd.mmul(z, g.weights(1, 4), false, true, false);
    sd.nn().sigmoid("yes", z);
    return sd;
  }

  /** An operation without a spelling. */
  static SameDiff cumulative() {
    Graphs g = new Graphs();
    SDVariable y = g.dense(g.input(-1, 6), 6, 4);
    g.sd.cumsum("sums", y, false, false, 1);
    return g.sd;
  }
}

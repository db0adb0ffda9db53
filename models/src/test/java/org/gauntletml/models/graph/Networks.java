package org.gauntletml.models.graph;

import java.util.Random;
import org.gauntletml.models.graph.Convolution.Conv;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Small networks with seeded weights. */
final class Networks {
  private final GraphBuilder b = new GraphBuilder();
  private final Random random;

  private Networks(long seed) {
    this.random = new Random(seed);
  }

  /** Seeded normal values, scaled for {@code fan} inputs. */
  static Tensor normal(Random random, int fan, long... shape) {
    float[] values = new float[(int) Shape.product(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / fan));
    }
    return Tensor.of(values, shape);
  }

  private Node parameter(String name, int fan, long... shape) {
    return b.parameter(name, normal(random, fan, shape));
  }

  private Node conv(String name, Node x, int out, Window window) {
    int in = (int) x.shape().dim(1);
    Node weights =
        parameter(
            name + ".W",
            in * window.taps(),
            out,
            in,
            window.kernel().get(0),
            window.kernel().get(1));
    return b.at(name).add(new Conv(window, 1), x, weights, parameter(name + ".b", 10, out));
  }

  private Node batchNorm(String name, Node x) {
    int c = (int) x.shape().dim(1);
    float[] variance = new float[c];
    for (int i = 0; i < c; i++) {
      variance[i] = 0.5f + random.nextFloat();
    }
    return Normalizations.batchNorm(
        b.at(name),
        x,
        parameter(name + ".scale", 2, c),
        parameter(name + ".bias", 10, c),
        parameter(name + ".mean", 10, c),
        b.parameter(name + ".var", Tensor.of(variance, c)),
        1e-5);
  }

  private Node dense(String name, Node x, int out) {
    int in = (int) x.shape().dim(1);
    return b.at(name).gemm(x, parameter(name + ".W", in, in, out), parameter(name + ".b", 10, out));
  }

  /** Two convolutions with batch normalisation, rectifiers, pools and two dense layers. */
  static Graph convolutional(long seed) {
    Networks n = new Networks(seed);
    Node x = n.b.input("x", 1, 12, 12);
    Window five = Window.of(5, 5);
    Window half = Window.of(2, 2).strides(2, 2);
    Node y = n.conv("conv1", x, 4, five.same(x.shape(), true));
    y = n.b.at("relu1").relu(n.batchNorm("bn1", y));
    y = n.b.at("pool1").add(new Pooling.MaxPool(half), y);
    y = n.b.at("tanh2").tanh(n.conv("conv2", y, 6, Window.of(3, 3)));
    y = n.b.at("pool2").add(new Pooling.AveragePool(half, false), y);
    y = n.b.at("relu3").relu(n.dense("fc1", n.b.at("flatten").flatten(y), 8));
    return n.b.output("logits", n.dense("fc2", y, 5)).build();
  }

  /** Seeded images in [0,1]. */
  static INDArray images(long seed, int batch) {
    Random random = new Random(seed);
    float[] values = new float[batch * 144];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return Nd4j.createFromArray(values).reshape('c', batch, 1, 12, 12);
  }

  /** Seeded cotangents. */
  static INDArray cotangent(long seed, int batch) {
    Random random = new Random(seed);
    float[] values = new float[batch * 5];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return Nd4j.createFromArray(values).reshape('c', batch, 5);
  }
}

package org.gauntletml.models.bundled;

import java.io.InputStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * The bundled model: a small convolutional network for Fashion-MNIST, trained by {@link
 * FashionMnistTraining}. Convolution 5x5-16, max-pooling, convolution 5x5-32, max-pooling, dense
 * 128, softmax 10: 80,202 parameters. Its model card lies beside it, {@code fashion-mnist-cnn.md}.
 */
public final class FashionMnistNet {
  /** FLOAT {@code [N,1,28,28]}, pixels from 0 (background) to 1. */
  public static final InputSpec INPUT = InputSpec.unit(1, FashionMnist.SIDE, FashionMnist.SIDE);

  private FashionMnistNet() {}

  /** The Deeplearning4j zip as it is shipped; the caller closes it. */
  public static InputStream zip() {
    return BundledNetwork.FASHION_MNIST.zip();
  }

  /** A fresh copy of the trained network. */
  public static MultiLayerNetwork trained() {
    return BundledNetwork.FASHION_MNIST.trained();
  }

  /** The network before training, the same weights for the same seed. */
  static MultiLayerNetwork untrained(long seed) {
    MultiLayerConfiguration layers =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .weightInit(WeightInit.RELU)
            .updater(new Adam(new ExponentialSchedule(ScheduleType.EPOCH, 1e-3, 0.75)))
            .list()
            .layer(convolution(16))
            .layer(pooling())
            .layer(convolution(32))
            .layer(pooling())
            .layer(new DenseLayer.Builder().nOut(128).activation(Activation.RELU).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(FashionMnist.CLASS_NAMES.size())
                    .activation(Activation.SOFTMAX)
                    .build())
            .setInputType(InputType.convolutional(FashionMnist.SIDE, FashionMnist.SIDE, 1))
            .build();
    MultiLayerNetwork net = new MultiLayerNetwork(layers);
    net.init();
    return net;
  }

  private static ConvolutionLayer convolution(int channels) {
    return new ConvolutionLayer.Builder(5, 5).nOut(channels).activation(Activation.RELU).build();
  }

  private static SubsamplingLayer pooling() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }
}

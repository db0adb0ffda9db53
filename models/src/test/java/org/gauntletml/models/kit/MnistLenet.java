package org.gauntletml.models.kit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.bundled.ModelZip;
import org.gauntletml.models.data.DataOptions;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.data.Datasets;
import org.gauntletml.models.training.Training;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The LeNet-style MNIST network that published attack figures are quoted for (advertorch's LeNet5:
 * convolution 3x3-32, max-pooling, convolution 3x3-64, max-pooling, dense 200, softmax 10; Adam
 * 1e-4, batches of 50, 10 epochs; 98.89% clean). Training takes some minutes, so the outcome is
 * kept in a cache folder: system property {@code gauntlet.cache}, else {@code gauntlet-cache} in
 * the folder for temporary files.
 */
public final class MnistLenet {
  /** FLOAT {@code [N,1,28,28]}, pixels from 0 (background) to 1. */
  public static final InputSpec INPUT = InputSpec.unit(1, 28, 28);

  private static final long SEED = 20261131;
  private static final int EPOCHS = 10;
  private static final int BATCH = 50;

  private MnistLenet() {}

  /** The MNIST files beside this checkout, where there are any. */
  public static Optional<Path> mnist() {
    Path folder =
        Path.of(System.getProperty("gauntlet.root", "."))
            .toAbsolutePath()
            .normalize()
            .resolveSibling("shared/data/mnist");
    return Optional.of(folder).filter(Files::isDirectory);
  }

  /** Where trained networks are kept. */
  public static Path cache() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"), "gauntlet-cache");
    return Path.of(System.getProperty("gauntlet.cache", temporary.toString()));
  }

  /**
   * A network from the cache, or trained now and kept there.
   *
   * @param number which one, from 0: they differ in their random choices
   */
  public static MultiLayerNetwork trained(Path mnist, int number) {
    Path zip = zip(number);
    return Files.isRegularFile(zip) ? restore(zip) : keep(learn(mnist, SEED + number), zip);
  }

  private static Path zip(int number) {
    return cache().resolve("mnist-lenet5-" + (SEED + number) + ".zip");
  }

  /** The 60,000 training images in {@code mnist}. */
  public static Dataset train(Path mnist) {
    return load(mnist, "train-images-idx3-ubyte.gz");
  }

  /** The 10,000 test images in {@code mnist}. */
  public static Dataset test(Path mnist) {
    return load(mnist, "t10k-images-idx3-ubyte.gz");
  }

  /** Fills the cache and prints the accuracy. Arguments: the folder of MNIST's files, a number. */
  public static void main(String[] args) {
    Path mnist = Path.of(args[0]);
    int number = Integer.parseInt(args[1]);
    System.out.printf(
        "%s: test accuracy %.4f%n",
        zip(number), Training.accuracy(trained(mnist, number), test(mnist)));
  }

  private static MultiLayerNetwork learn(Path mnist, long seed) {
    MultiLayerNetwork net = untrained(seed, WeightInit.UNIFORM, new Adam(1e-4));
    drawBiases(net, new SplittableRandom(seed));
    new Training(EPOCHS, BATCH, seed).fit(net, train(mnist), System.out::println);
    return net;
  }

  /**
   * As PyTorch starts, and Deeplearning4j does not: up to one over the root of a unit's inputs, as
   * the weights are. From zeros the same training ends a sixth nearer to the boundary.
   */
  private static void drawBiases(MultiLayerNetwork net, SplittableRandom random) {
    for (Layer layer : net.getLayers()) {
      INDArray biases = layer.paramTable().get("b");
      if (biases != null) {
        double most = Math.sqrt((double) biases.length() / layer.getParam("W").length());
        for (long i = 0; i < biases.length(); i++) {
          biases.putScalar(i, random.nextDouble(-most, most));
        }
      }
    }
  }

  /** The network before training. */
  public static MultiLayerNetwork untrained(IUpdater updater) {
    return untrained(20261121, WeightInit.RELU, updater);
  }

  private static MultiLayerNetwork untrained(long seed, WeightInit start, IUpdater updater) {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(start)
                .updater(updater)
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(convolution(32))
                .layer(pooling())
                .layer(convolution(64))
                .layer(pooling())
                .layer(new DenseLayer.Builder().nOut(200).activation(Activation.RELU).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
    net.init();
    return net;
  }

  private static ConvolutionLayer convolution(int channels) {
    return new ConvolutionLayer.Builder(3, 3).nOut(channels).activation(Activation.RELU).build();
  }

  private static SubsamplingLayer pooling() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }

  private static Dataset load(Path mnist, String images) {
    return Datasets.load(mnist.resolve(images), DataOptions.DEFAULT.fitting(INPUT));
  }

  private static MultiLayerNetwork restore(Path zip) {
    try {
      return ModelSerializer.restoreMultiLayerNetwork(zip.toFile(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(zip + " is damaged; delete it", e);
    }
  }

  private static MultiLayerNetwork keep(MultiLayerNetwork net, Path zip) {
    try {
      Path folder = Files.createDirectories(cache().toAbsolutePath());
      Path partial = Files.createTempFile(folder, "partial", ".zip");
      try (OutputStream out = Files.newOutputStream(partial)) {
        ModelZip.write(net, out);
      }
      Files.move(partial, zip, StandardCopyOption.ATOMIC_MOVE);
      return net;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the trained network", e);
    }
  }
}

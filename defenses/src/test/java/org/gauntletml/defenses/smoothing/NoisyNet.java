package org.gauntletml.defenses.smoothing;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.gauntletml.defenses.training.GaussianAugmentation;
import org.gauntletml.defenses.training.History;
import org.gauntletml.defenses.training.RobustTrainer;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.data.DataOptions;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.data.Datasets;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.gauntletml.models.wrapping.ImportOptions;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The small network that certified accuracies are quoted for, trained on noisy images: convolution
 * 4x4-16 and 4x4-32 with stride 2, dense 100, softmax 10, 166,406 parameters; Adam 1e-3, batches of
 * 100, 5 epochs. A minute or two.
 */
final class NoisyNet {
  static final InputSpec INPUT = InputSpec.unit(1, 28, 28);

  private NoisyNet() {}

  /**
   * @param folder of the four IDX files
   */
  static DifferentiableClassifier trained(Path folder, double sigma) {
    Dataset all =
        Datasets.load(
            folder.resolve("train-images-idx3-ubyte.gz"), DataOptions.DEFAULT.fitting(INPUT));
    MultiLayerNetwork network = untrained();
    try (TrainableNetwork training = TrainableNetwork.of(network, INPUT, ImportOptions.DEFAULT)) {
      new RobustTrainer(new GaussianAugmentation(sigma), 5, 0, 100, 1)
          .train(
              training,
              all,
              all.head(1000),
              History.NONE,
              new RobustTrainer.Watcher() {
                @Override
                public void step(int epoch, int step, int steps, double loss) {}

                @Override
                public void epoch(History history, TrainableNetwork ignored) {
                  System.out.println(history.last().orElseThrow());
                }
              });
    }
    return (DifferentiableClassifier) Dl4jNetwork.of(network).classifier(INPUT);
  }

  /** Every so many test images. */
  static Dataset test(Path folder, int every, int most) {
    Dataset all =
        Datasets.load(
            folder.resolve("t10k-images-idx3-ubyte.gz"), DataOptions.DEFAULT.fitting(INPUT));
    return all.select(IntStream.range(0, most).map(i -> i * every).toArray());
  }

  private static MultiLayerNetwork untrained() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .weightInit(WeightInit.RELU)
                .updater(new Adam(1e-3))
                .convolutionMode(ConvolutionMode.Truncate)
                .list()
                .layer(convolution(16))
                .layer(convolution(32))
                .layer(new DenseLayer.Builder().nOut(100).activation(Activation.RELU).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
    network.init();
    return network;
  }

  private static ConvolutionLayer convolution(int channels) {
    return new ConvolutionLayer.Builder(4, 4)
        .stride(2, 2)
        .padding(1, 1)
        .nOut(channels)
        .activation(Activation.RELU)
        .build();
  }
}

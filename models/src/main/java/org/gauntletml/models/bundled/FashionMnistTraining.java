package org.gauntletml.models.bundled;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.data.DataOptions;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.data.Datasets;
import org.gauntletml.models.training.Training;

/**
 * Trains the bundled model again: {@code FashionMnistTraining OUT.zip [DATA_FOLDER]}. The folder
 * holds the four IDX files of Fashion-MNIST; by default it is where the Debian package {@code
 * dataset-fashion-mnist} puts them. {@code FashionMnistTraining untrained OUT.zip} writes the
 * network before training, which {@code gauntlet train --model} takes.
 */
public final class FashionMnistTraining {
  static final Path DEBIAN = Path.of("/usr/share/datasets/fashion-mnist");
  static final long SEED = 20261121;
  static final Training RECIPE = new Training(10, 64, SEED);

  private FashionMnistTraining() {}

  /** Trains, tests on the whole test set, prints the accuracy and writes the zip. */
  public static void main(String[] args) throws IOException {
    if (args.length < 1 || args.length > 2) {
      System.err.println("usage: FashionMnistTraining OUT.zip [DATA_FOLDER] | untrained OUT.zip");
      System.exit(2);
    }
    if (args[0].equals("untrained")) {
      write(FashionMnistNet.untrained(SEED), Path.of(args[1]));
      return;
    }
    Path folder = args.length == 2 ? Path.of(args[1]) : DEBIAN;
    MultiLayerNetwork net = train(folder);
    System.out.printf("test accuracy %.4f%n", Training.accuracy(net, test(folder)));
    write(net, Path.of(args[0]));
  }

  private static void write(MultiLayerNetwork net, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelZip.write(net, out);
    }
  }

  /** The network after training on the 60,000 training images in {@code folder}. */
  static MultiLayerNetwork train(Path folder) {
    MultiLayerNetwork net = FashionMnistNet.untrained(SEED);
    RECIPE.fit(net, load(folder, "train-images-idx3-ubyte.gz"), System.out::println);
    return net;
  }

  /** The 10,000 test images in {@code folder}. */
  static Dataset test(Path folder) {
    return load(folder, "t10k-images-idx3-ubyte.gz");
  }

  private static Dataset load(Path folder, String images) {
    return Datasets.load(
        folder.resolve(images), DataOptions.DEFAULT.fitting(FashionMnistNet.INPUT));
  }
}

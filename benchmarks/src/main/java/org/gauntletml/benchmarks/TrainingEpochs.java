package org.gauntletml.benchmarks;

import java.util.List;
import java.util.SplittableRandom;
import org.gauntletml.defenses.training.CleanTraining;
import org.gauntletml.defenses.training.History;
import org.gauntletml.defenses.training.RobustTrainer;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.architecture.Architecture;
import org.gauntletml.models.backend.Backend;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.gauntletml.models.wrapping.ImportOptions;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Seconds of the steps of each epoch of clean training, one a line: Adam, random images, of MNIST's
 * size for LeNet, of CIFAR's for others. For {@code peers/train_vs_pytorch.py}.
 */
public final class TrainingEpochs {
  private static final int CLASSES = 10;

  private TrainingEpochs() {}

  /**
   * @param args architecture, threads, examples per step, examples, epochs
   */
  public static void main(String[] args) {
    Architecture architecture = Architecture.named("network", args[0]);
    int threads = Integer.parseInt(args[1]);
    int batch = Integer.parseInt(args[2]);
    Backend.start(threads);
    InputSpec input =
        architecture == Architecture.LENET ? InputSpec.unit(1, 28, 28) : InputSpec.unit(3, 32, 32);
    RobustTrainer trainer =
        new RobustTrainer(new CleanTraining(), Integer.parseInt(args[4]), 0, batch, 1);
    Dataset data = random(input, Integer.parseInt(args[3]));
    try (TrainableNetwork trainable =
        TrainableNetwork.of(
            architecture.network(input, CLASSES, new Adam(1e-4), 0, 1),
            input,
            ImportOptions.DEFAULT.on(ImportOptions.DEFAULT.runtime(), threads))) {
      trainer.train(trainable, data, data.head(1), History.NONE, new Clock());
    }
  }

  private static Dataset random(InputSpec input, int examples) {
    SplittableRandom random = new SplittableRandom(1);
    float[] pixels = new float[examples * input.features()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    return Dataset.numbered(
        "random",
        input,
        Nd4j.create(pixels, input.batch(examples), 'c'),
        random.ints(examples, 0, CLASSES).toArray(),
        List.of());
  }

  /** From the end of an epoch to the last step of the next. */
  private static final class Clock implements RobustTrainer.Watcher {
    private long begin = System.nanoTime();
    private long end;

    @Override
    public void step(int epoch, int step, int steps, double loss) {
      end = System.nanoTime();
    }

    @Override
    public void epoch(History history, TrainableNetwork network) {
      System.out.println((end - begin) / 1e9);
      begin = System.nanoTime();
    }
  }
}

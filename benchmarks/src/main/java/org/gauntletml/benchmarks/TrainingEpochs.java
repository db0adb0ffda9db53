package org.gauntletml.benchmarks;

import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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
 * Seconds of the steps of each epoch of clean training, one a line: LeNet, Adam, random images of
 * MNIST's size. For {@code peers/train_vs_pytorch.py}.
 */
public final class TrainingEpochs {
  private static final InputSpec INPUT = InputSpec.unit(1, 28, 28);
  private static final int CLASSES = 10;

  private TrainingEpochs() {}

  /**
   * @param args threads, examples per step, examples, epochs
   */
  public static void main(String[] args) {
    int threads = Integer.parseInt(args[0]);
    int batch = Integer.parseInt(args[1]);
    Backend.start(threads);
    MultiLayerNetwork network =
        (MultiLayerNetwork) Architecture.LENET.network(INPUT, CLASSES, new Adam(1e-4), 0, 1);
    RobustTrainer trainer =
        new RobustTrainer(new CleanTraining(), Integer.parseInt(args[3]), 0, batch, 1);
    Dataset data = random(Integer.parseInt(args[2]));
    try (TrainableNetwork trainable =
        TrainableNetwork.of(
            network, INPUT, ImportOptions.DEFAULT.on(ImportOptions.DEFAULT.runtime(), threads))) {
      trainer.train(trainable, data, data.head(1), History.NONE, new Clock());
    }
  }

  private static Dataset random(int examples) {
    SplittableRandom random = new SplittableRandom(1);
    float[] pixels = new float[examples * INPUT.features()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    return Dataset.numbered(
        "random",
        INPUT,
        Nd4j.create(pixels, INPUT.batch(examples), 'c'),
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

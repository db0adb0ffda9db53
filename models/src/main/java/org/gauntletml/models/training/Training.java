package org.gauntletml.models.training;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Logits;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.gauntletml.models.wrapping.ImportOptions;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Supervised training of a Deeplearning4j network on the mean cross-entropy with the updater of its
 * configuration, on the gradient engine: the steps of {@code MultiLayerNetwork.fit}, in a fraction
 * of its time.
 *
 * <p>Every epoch sees every example once, in an order that depends on the seed and the epoch only.
 *
 * @param epochs passes over the data
 * @param batch examples per step; the last step of an epoch takes what is left
 * @param seed of the orders; the network's own seed decides its first weights
 */
public record Training(int epochs, int batch, long seed) {
  private static final int REPORT_EVERY = 200;
  private static final int TEST_BATCH = 500;

  /**
   * @throws BadInput if {@code epochs} or {@code batch} is below 1
   */
  public Training {
    if (epochs < 1 || batch < 1) {
      throw BadInput.of(
          "training", "1 or more epochs and examples per step", epochs + ", " + batch);
    }
  }

  /**
   * Trains in place.
   *
   * @param log is told the loss now and then
   * @throws BadInput if the network does not take such inputs or gives no gradients
   */
  public void fit(MultiLayerNetwork net, Dataset data, Consumer<String> log) {
    int steps = (data.size() + batch - 1) / batch;
    SplittableRandom random = new SplittableRandom(seed);
    try (TrainableNetwork training = TrainableNetwork.of(net, data.spec(), ImportOptions.DEFAULT)) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        int[] order = shuffled(data.size(), random.split());
        double loss = 0;
        for (int step = 0; step < steps; step++) {
          int from = step * batch;
          int[] rows = Arrays.copyOfRange(order, from, Math.min(from + batch, order.length));
          Dataset chosen = data.select(rows);
          try (INDArray x = chosen.inputs()) {
            loss += training.fit(x, chosen.labels());
          }
          if ((step + 1) % REPORT_EVERY == 0 || step + 1 == steps) {
            log.accept(
                "epoch %d/%d, step %d/%d, mean loss %.4f"
                    .formatted(epoch + 1, epochs, step + 1, steps, loss / (step + 1)));
          }
        }
        training.updater().nextEpoch();
      }
    }
  }

  /** Share of the examples whose class the network names, from 0 to 1. */
  public static double accuracy(MultiLayerNetwork net, Dataset data) {
    int right = 0;
    for (int from = 0; from < data.size(); from += TEST_BATCH) {
      int to = Math.min(from + TEST_BATCH, data.size());
      Dataset chosen = data.select(IntStream.range(from, to).toArray());
      try (INDArray x = chosen.inputs();
          INDArray scores = net.output(x)) {
        int[] labels = Logits.argMax(scores);
        for (int n = 0; n < labels.length; n++) {
          right += labels[n] == chosen.labels()[n] ? 1 : 0;
        }
      }
    }
    return (double) right / data.size();
  }

  /** The numbers from 0 to {@code n - 1} in random order. */
  public static int[] shuffled(int n, SplittableRandom random) {
    int[] order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int held = order[i];
      order[i] = order[j];
      order[j] = held;
    }
    return order;
  }
}

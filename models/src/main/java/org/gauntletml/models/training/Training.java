package org.gauntletml.models.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.LogitLoss;
import org.gauntletml.models.Logits;
import org.gauntletml.models.data.Dataset;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Supervised training of a plain convolutional Deeplearning4j network (convolution and dense layers
 * with ReLU, max-pooling, softmax output; no dropout, no penalties) on the mean cross-entropy with
 * the updater of its configuration. It takes the same steps as {@code MultiLayerNetwork.fit}, on
 * the native operations that reach oneDNN, which {@code fit} does not use.
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
  private static final WorkspaceConfiguration SCRATCH =
      WorkspaceConfiguration.builder()
          .overallocationLimit(0.1)
          .policyLearning(LearningPolicy.OVER_TIME)
          .cyclesBeforeInitialization(2)
          .policySpill(SpillPolicy.REALLOCATE)
          .build();

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
   * @throws IllegalArgumentException if the network holds another kind of layer
   */
  public void fit(MultiLayerNetwork net, Dataset data, Consumer<String> log) {
    List<Stage> stages = PlainNetwork.stages(net);
    int steps = (data.size() + batch - 1) / batch;
    SplittableRandom random = new SplittableRandom(seed);
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] order = shuffled(data.size(), random.split());
      double loss = 0;
      for (int step = 0; step < steps; step++) {
        int from = step * batch;
        int[] rows = Arrays.copyOfRange(order, from, Math.min(from + batch, order.length));
        Dataset chosen = data.select(rows);
        try (INDArray x = chosen.inputs()) {
          loss += step(stages, x, chosen.labels(), epoch * steps + step, epoch);
        }
        if ((step + 1) % REPORT_EVERY == 0 || step + 1 == steps) {
          log.accept(
              "epoch %d/%d, step %d/%d, mean loss %.4f"
                  .formatted(epoch + 1, epochs, step + 1, steps, loss / (step + 1)));
        }
      }
    }
    net.getLayerWiseConfigurations().setIterationCount(epochs * steps);
    net.getLayerWiseConfigurations().setEpochCount(epochs);
  }

  /** One step of every updater; the mean loss before it. */
  @SuppressWarnings("try") // the workspace serves everything created while it is open
  private static double step(
      List<Stage> stages, INDArray x, int[] labels, int iteration, int epoch) {
    try (MemoryWorkspace scratch =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(SCRATCH, "gauntlet-training")) {
      INDArray y = x;
      for (Stage stage : stages) {
        y = stage.forward(y);
      }
      LogitLoss.Value loss = new CrossEntropy().away(y, labels);
      INDArray dy = loss.gradient().divi(labels.length);
      List<Stage> backwards = new ArrayList<>(stages);
      Collections.reverse(backwards);
      for (Stage stage : backwards) {
        dy = stage.backward(dy);
      }
      for (Stage stage : stages) {
        stage.parameters().forEach(parameter -> parameter.update(iteration, epoch));
      }
      return Arrays.stream(loss.losses()).average().orElseThrow();
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

  private static int[] shuffled(int n, SplittableRandom random) {
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

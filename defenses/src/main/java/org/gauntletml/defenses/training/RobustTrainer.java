package org.gauntletml.defenses.training;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.gauntletml.models.training.Training;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trains a network by a method, epoch by epoch. Every epoch sees every example once, in an order
 * that depends on seed and epoch only, so that a run that is taken up after an epoch ends as one
 * that was never stopped.
 *
 * @param warmUp epochs during which epsilon grows in equal steps to its full size; 0 for none
 * @param batch examples per step
 * @param augmentation of the training examples, before adversarial ones are made of them
 */
public record RobustTrainer(
    RobustMethod method, int epochs, int warmUp, int batch, long seed, Augmentation augmentation) {
  /** A loss of robust validation accuracy in one epoch that only catastrophe explains. */
  private static final double CATASTROPHE = 0.2;

  /** How a run ended. */
  public enum Ending {
    /** All epochs were trained. */
    COMPLETED,
    /**
     * A single-step method lost more than 20 points of robust accuracy in one epoch: the network
     * has learned to fool that step (catastrophic overfitting, Wong et al. 2020, arXiv 2001.03994).
     */
    CATASTROPHIC_OVERFITTING,
    /** The loss is not finite any more. */
    DIVERGED
  }

  /**
   * What a run came to.
   *
   * @param history of all epochs that were finished
   * @param steps taken in the epoch that diverged; else 0
   */
  public record Outcome(Ending ending, History history, int steps) {}

  /** Is told how a run goes on. */
  public interface Watcher {
    /** After a step; {@code epoch} and {@code step} count from 1. */
    void step(int epoch, int step, int steps, double loss);

    /** After an epoch, with the network as it is then; the place to save it. */
    void epoch(History history, TrainableNetwork network);
  }

  public RobustTrainer {
    if (epochs < 1 || batch < 1 || warmUp < 0) {
      throw BadInput.of(
          "training",
          "1 or more epochs and examples per step, 0 or more epochs of warm-up",
          epochs + ", " + batch + ", " + warmUp);
    }
  }

  /** On the examples as they are. */
  public RobustTrainer(RobustMethod method, int epochs, int warmUp, int batch, long seed) {
    this(method, epochs, warmUp, batch, seed, Augmentation.NONE);
  }

  /**
   * Trains in place.
   *
   * @param validation held out of the training data
   * @param so far: the network is as it was after these epochs
   * @throws BadInput if such examples cannot be augmented
   */
  public Outcome train(
      TrainableNetwork network, Dataset training, Dataset validation, History so, Watcher watcher) {
    augmentation.check(network.inference().input());
    History history = so;
    int steps = (training.size() + batch - 1) / batch;
    for (int epoch = history.epochs().size(); epoch < epochs && !alarm(history); epoch++) {
      RobustMethod current = method.begin();
      int[] order = order(training.size(), epoch);
      double sum = 0;
      for (int step = 0; step < steps; step++) {
        int from = step * batch;
        int[] rows = Arrays.copyOfRange(order, from, Math.min(from + batch, order.length));
        double loss =
            step(network, current, training.select(rows), epoch, share(epoch, step, steps));
        if (!Double.isFinite(loss)) {
          return new Outcome(Ending.DIVERGED, history, step + 1);
        }
        sum += loss;
        watcher.step(epoch + 1, step + 1, steps, sum / (step + 1));
      }
      network.updater().nextEpoch();
      history = history.with(measured(network, validation, epoch + 1, sum / steps));
      watcher.epoch(history, network);
    }
    return new Outcome(
        alarm(history) ? Ending.CATASTROPHIC_OVERFITTING : Ending.COMPLETED, history, 0);
  }

  /** Whether the last epoch was catastrophic, in this run or in the one that it takes up. */
  private boolean alarm(History history) {
    List<History.Epoch> so = history.epochs();
    int last = so.size() - 1;
    return method.singleStep()
        && last > 0
        && so.get(last - 1).robust() - so.get(last).robust() > CATASTROPHE;
  }

  private double step(
      TrainableNetwork network, RobustMethod current, Dataset batch, int epoch, double share) {
    RandomStreams random = RandomStreams.of(seed, "epoch " + epoch, batch.ids());
    try (INDArray x = inputs(network, batch, epoch);
        Update update =
            current.update(network.inference(), new Lesson(x, batch.labels(), random, share))) {
      double loss = update.step(network);
      return Double.isFinite(network.parameters().sumNumber().doubleValue()) ? loss : Double.NaN;
    } catch (NotFinite diverged) {
      return Double.NaN;
    }
  }

  /** Fresh. */
  private INDArray inputs(TrainableNetwork network, Dataset batch, int epoch) {
    INDArray plain = batch.inputs();
    if (augmentation.equals(Augmentation.NONE)) {
      return plain;
    }
    RandomStreams views = RandomStreams.of(seed, "views of epoch " + epoch, batch.ids());
    try (plain) {
      return augmentation.of(plain, network.inference().input(), views);
    }
  }

  private History.Epoch measured(
      TrainableNetwork network, Dataset validation, int number, double loss) {
    double clean = new Probe.Clean().accuracy(network.inference(), validation, seed);
    Probe probe = method.probe();
    double robust =
        probe instanceof Probe.Clean
            ? clean
            : probe.accuracy(network.inference(), validation, seed);
    return new History.Epoch(number, loss, clean, robust);
  }

  private double share(int epoch, int step, int steps) {
    return warmUp == 0
        ? 1
        : Math.min(1, (epoch * (double) steps + step + 1) / (warmUp * (double) steps));
  }

  private int[] order(int size, int epoch) {
    return Training.shuffled(size, new SplittableRandom(seed + 0x9e3779b97f4a7c15L * (epoch + 1)));
  }
}

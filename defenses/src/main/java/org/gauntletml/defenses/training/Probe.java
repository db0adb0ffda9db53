package org.gauntletml.defenses.training;

import java.util.stream.IntStream;
import org.gauntletml.attacks.Access;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Ledger;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.attacks.whitebox.StepRule;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.data.Dataset;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A quick look at how many examples a network in training gets right under disturbance. */
public sealed interface Probe {
  /** Examples asked about at once. */
  int BATCH = 500;

  /** Which of these examples withstand, all in one batch. */
  boolean[] withstands(DifferentiableClassifier model, Dataset batch, long seed);

  /** Share of examples that withstand, from 0 to 1. */
  default double accuracy(DifferentiableClassifier model, Dataset data, long seed) {
    int right = 0;
    for (int from = 0; from < data.size(); from += BATCH) {
      int to = Math.min(from + BATCH, data.size());
      Dataset part = data.select(IntStream.range(from, to).toArray());
      for (boolean held : withstands(model, part, seed)) {
        right += held ? 1 : 0;
      }
      part.inputs().close();
    }
    return (double) right / data.size();
  }

  /** Nothing is disturbed. */
  record Clean() implements Probe {
    @Override
    public boolean[] withstands(DifferentiableClassifier model, Dataset batch, long seed) {
      return right(model.labels(batch.inputs()), batch.labels());
    }

    @Override
    public String toString() {
      return "clean";
    }
  }

  /** PGD with so many steps from one random start. */
  record Attacked(Norm norm, Epsilon epsilon, int steps) implements Probe {
    @Override
    public boolean[] withstands(DifferentiableClassifier model, Dataset batch, long seed) {
      Ledger ledger =
          new Ledger(
              new Batch(batch.inputs(), batch.labels(), batch.ids()),
              model.input(),
              model.classes(),
              ThreatModel.within(norm, epsilon),
              new Criterion.Untargeted(),
              Budget.untilSuccess());
      Pgd attack = new Pgd(norm, new CrossEntropy(), steps, StepRule.travel(2.5), true, 1);
      attack.run(Access.GRADIENT.open(model, ledger), RandomStreams.of(seed, "probe", batch.ids()));
      boolean[] withstood = new boolean[batch.size()];
      for (int row = 0; row < withstood.length; row++) {
        withstood[row] = ledger.outcome(row).first() == null;
      }
      return withstood;
    }

    @Override
    public String toString() {
      return "PGD-%d, %s %s".formatted(steps, norm, epsilon);
    }
  }

  /** One draw of Gaussian noise. */
  record Noisy(double sigma) implements Probe {
    @Override
    public boolean[] withstands(DifferentiableClassifier model, Dataset batch, long seed) {
      int[] rows = IntStream.range(0, batch.size()).toArray();
      RandomStreams random = RandomStreams.of(seed, "probe", batch.ids());
      try (INDArray noisy = random.gaussian(rows, model.input()).muli(sigma).addi(batch.inputs())) {
        return right(model.labels(noisy), batch.labels());
      }
    }

    @Override
    public String toString() {
      return "noise " + sigma;
    }
  }

  private static boolean[] right(int[] predicted, int[] labels) {
    boolean[] right = new boolean[labels.length];
    for (int n = 0; n < right.length; n++) {
      right[n] = predicted[n] == labels[n];
    }
    return right;
  }
}

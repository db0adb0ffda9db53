package org.gauntletml.attacks;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One batch of examples under one threat model, as an attack with hard-label access sees it. Every
 * question goes through it: it counts, enforces the budget, and remembers what worked.
 *
 * <p>Points are FLOAT {@code [M, input...]} with {@code int[] rows} that say which example each
 * belongs to; an example may have several points in one question. Points outside the box or with
 * NaN are refused; points outside the threat model are answered but never count as a success. A
 * point beyond its example's budget is not asked: its label is {@link #NO_ANSWER} and its scores
 * and gradients are zero.
 */
public interface LabelTarget {
  /** The label of a point that was not asked about because the budget is spent. */
  int NO_ANSWER = -1;

  /** Shape and bounds of one input. */
  InputSpec input();

  /** Number of classes. */
  int classes();

  /** What the adversary may do. */
  ThreatModel threat();

  /** When a point counts as adversarial. */
  Criterion criterion();

  /** True classes of these examples. */
  int[] trueLabels(int[] rows);

  /** A fresh copy of the unperturbed inputs of these examples. */
  INDArray originals(int[] rows);

  /** The examples not finished yet, ascending. */
  int[] active();

  /** Which of {@code rows} are not finished yet; drops the others from the attack's arrays. */
  default Standing standing(int[] rows) {
    return standing(rows, place -> true);
  }

  /**
   * As {@link #standing(int[])}, and only those that the attack has not done with.
   *
   * @param goesOn whether the row at this place still has something to ask
   */
  Standing standing(int[] rows, IntPredicate goesOn);

  /** Predicted labels; one query per point. */
  int[] labels(INDArray points, int[] rows);

  /**
   * As {@link #labels(INDArray, int[])}, of points in plain Java, features in 'c' order. Such a
   * question costs a copy and leaves no native memory behind.
   */
  default int[] labels(float[][] points, int[] rows) {
    try (INDArray batch = Rows.batch(points, input())) {
      return labels(batch, rows);
    }
  }

  /** Whether each point meets the criterion, whatever its distance; one query per point. */
  default boolean[] adversarial(INDArray points, int[] rows) {
    return criterion().met(rows, trueLabels(rows), labels(points, rows));
  }

  /** As {@link #adversarial(INDArray, int[])}, of points in plain Java. */
  default boolean[] adversarial(float[][] points, int[] rows) {
    return criterion().met(rows, trueLabels(rows), labels(points, rows));
  }

  /**
   * The points moved into the threat model's ball and into the box, as {@link
   * Norm#project(INDArray, INDArray, double[], InputSpec)} says; fresh.
   */
  default INDArray project(INDArray points, int[] rows) {
    return project(points, rows, threat().bound());
  }

  /** As {@link #project(INDArray, int[])}, into balls of this radius. */
  default INDArray project(INDArray points, int[] rows, double radius) {
    double[] radii = new double[rows.length];
    Arrays.fill(radii, radius);
    return project(points, rows, radii);
  }

  /** As {@link #project(INDArray, int[])}, with a radius for each point. */
  default INDArray project(INDArray points, int[] rows, double[] radii) {
    try (INDArray originals = originals(rows)) {
      return threat().norm().project(points, originals, radii, input());
    }
  }

  /**
   * Examples known to the adversary whose true class meets the criterion for this one, in random
   * order: points that a search may start from. Nothing has been asked about them.
   *
   * @return their features, each drawn when it is looked at
   */
  Stream<float[]> starts(int row, RandomGenerator random);

  /**
   * The attack found no adversarial point to start from and gives this example up. A report then
   * says so, instead of calling the example robust.
   */
  void giveUp(int row);

  /** Queries left for this example. */
  long queriesLeft(int row);

  /** Norm of the smallest adversarial perturbation so far, infinite where there is none. */
  double[] bestDistances(int[] rows);
}

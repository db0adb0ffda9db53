package org.gauntletml.attacks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gauntletml.models.FloatRows;
import org.gauntletml.models.InputSpec;
import org.jspecify.annotations.Nullable;

/**
 * The score of one attack on one batch: what was spent, and the adversarial points found. Only
 * targets write it; the harness reads {@link #outcome}.
 */
public final class Ledger {
  private final Batch batch;
  private final float[][] originals;
  private final ThreatModel threat;
  private final Criterion criterion;
  private final SearchSpace space;
  private final Watcher watcher;

  private final Spending spending;
  private final Success[] first;
  private final Success[] best;
  private final List<List<Improvement>> improvements;
  private final Traces losses;

  /**
   * An adversarial point.
   *
   * @param point its features, as the model was asked
   * @param distance norm of the perturbation, measured where the attack searched
   * @param query the number of the query that found it, from 1
   */
  public record Success(float[] point, double distance, long query) {}

  /**
   * What became of one example.
   *
   * @param first the first adversarial point asked about, or null
   * @param best the one with the smallest perturbation, or null
   * @param queries forward passes of this example
   * @param gradientQueries backward passes of this example
   * @param losses trace of the loss the attack ascended, in the order asked
   * @param improvements the adversarial points that were the nearest of their time, in the order
   *     asked; the last of them is the best
   * @param ending why the attack stopped
   */
  public record Outcome(
      @Nullable Success first,
      @Nullable Success best,
      long queries,
      long gradientQueries,
      double[] losses,
      List<Improvement> improvements,
      Ending ending) {
    /** Norm of the smallest adversarial perturbation, infinite where none was found. */
    public double bestDistance() {
      return best == null ? Double.POSITIVE_INFINITY : best.distance();
    }
  }

  /** Of an attack that searches among the inputs of the model, and nobody watches. */
  public Ledger(
      Batch batch,
      InputSpec input,
      int classes,
      ThreatModel threat,
      Criterion criterion,
      Budget budget) {
    this(batch, SearchSpace.everywhere(input), classes, threat, criterion, budget, Watcher.NOBODY);
  }

  /**
   * An empty ledger.
   *
   * @param batch the points of {@code space} where the examples are
   * @param watcher is told of every question
   */
  public Ledger(
      Batch batch,
      SearchSpace space,
      int classes,
      ThreatModel threat,
      Criterion criterion,
      Budget budget,
      Watcher watcher) {
    space.input().check("attack", batch.inputs());
    criterion.check(batch, classes);
    this.batch = batch;
    this.originals = Rows.floats(batch.inputs());
    this.space = space;
    this.threat = threat;
    this.criterion = criterion;
    this.watcher = watcher;
    spending = new Spending(budget, batch.size());
    first = new Success[batch.size()];
    best = new Success[batch.size()];
    improvements = Stream.<List<Improvement>>generate(ArrayList::new).limit(batch.size()).toList();
    losses = new Traces(batch.size());
  }

  /** What became of the example in this row. */
  public Outcome outcome(int row) {
    return new Outcome(
        first[row],
        best[row],
        spending.queries(row),
        spending.gradientQueries(row),
        losses.of(row),
        List.copyOf(improvements.get(row)),
        spending.ending(row));
  }

  Batch batch() {
    return batch;
  }

  Watcher watcher() {
    return watcher;
  }

  SearchSpace space() {
    return space;
  }

  ThreatModel threat() {
    return threat;
  }

  Criterion criterion() {
    return criterion;
  }

  /** Where an attack learns that time is over; a row it was not told about goes on. */
  boolean finished(int row) {
    return spending.finished(row, first[row] != null);
  }

  void giveUp(int row) {
    spending.giveUp(row);
  }

  long queriesLeft(int row) {
    return spending.queriesLeft(row);
  }

  double bestDistance(int row) {
    return best[row] == null ? Double.POSITIVE_INFINITY : best[row].distance();
  }

  /** Charges one query per row and returns the places of those the budget still covers. */
  int[] charge(int[] rows) {
    return spending.charge(rows);
  }

  void chargeGradients(int[] rows) {
    spending.chargeGradients(rows);
  }

  void trace(int[] rows, double[] losses) {
    for (int i = 0; i < rows.length; i++) {
      this.losses.add(rows[i], losses[i]);
    }
  }

  /** Remembers the points at these places, all of which meet the criterion. */
  void remember(SearchSpace.Realised points, int[] rows, int[] places) {
    if (places.length == 0) {
      return;
    }
    long[] numbers = spending.numbers(rows);
    FloatRows asked = FloatRows.of(points.points());
    FloatRows inputs = FloatRows.of(points.inputs());
    float[] point = new float[asked.features()];
    for (int place : places) {
      int row = rows[place];
      asked.read(place, point);
      double distance = threat.norm().distance(point, originals[row]);
      boolean better = distance < bestDistance(row);
      if (threat.allows(distance) && (better || first[row] == null)) {
        float[] features = new float[inputs.features()];
        inputs.read(place, features);
        Success success = new Success(features, distance, numbers[place]);
        first[row] = first[row] == null ? success : first[row];
        if (better) {
          best[row] = success;
          improvements.get(row).add(new Improvement(success.query(), distance));
        }
      }
    }
  }
}

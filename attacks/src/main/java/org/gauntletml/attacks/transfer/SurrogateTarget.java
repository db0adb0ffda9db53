package org.gauntletml.attacks.transfer;

import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Standing;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.LogitLoss;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A target whose scores and gradients are a surrogate's; labels and the score are its own. */
record SurrogateTarget(DifferentiableClassifier surrogate, LabelTarget real, int draws)
    implements GradientTarget {
  SurrogateTarget {
    if (!surrogate.input().equals(real.input()) || surrogate.classes() != real.classes()) {
      throw BadInput.of(
          "surrogate",
          "inputs " + real.input() + " and " + real.classes() + " classes, as the target has",
          surrogate.input() + " and " + surrogate.classes());
    }
  }

  SurrogateTarget(DifferentiableClassifier surrogate, LabelTarget real) {
    this(surrogate, real, 1);
  }

  @Override
  public GradientTarget averaged(int draws) {
    return new SurrogateTarget(surrogate, real, draws);
  }

  @Override
  public Ascent ascend(INDArray points, int[] rows, LogitLoss loss) {
    return mean(points, rows, z -> criterion().loss(loss, z, trueLabels(rows), rows));
  }

  @Override
  public Ascent ascend(INDArray points, int[] rows, LogitLoss loss, int[] aims) {
    LogitLoss defined = loss.reaching(classes());
    return mean(
        points,
        rows,
        z -> defined.toward(z, criterion().incumbents(z, trueLabels(rows), rows), aims));
  }

  private interface Objective {
    LogitLoss.Value at(INDArray logits);
  }

  private Ascent mean(INDArray points, int[] rows, Objective objective) {
    double[] losses = new double[rows.length];
    int[] met = new int[rows.length];
    int[] truth = trueLabels(rows);
    INDArray sum = points.mul(0);
    for (int draw = 0; draw < draws; draw++) {
      try (Linearization forward = surrogate.linearize(points)) {
        LogitLoss.Value value = objective.at(forward.logits());
        int[] answers = Logits.argMax(forward.logits());
        for (int i = 0; i < rows.length; i++) {
          losses[i] += value.losses()[i] / draws;
          met[i] += criterion().met(rows[i], truth[i], answers[i]) ? 1 : 0;
        }
        sum.addi(forward.pullback(value.gradient()));
      }
    }
    boolean[] adversarial = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      adversarial[i] = 2 * met[i] > draws;
    }
    return new Ascent(losses, sum.divi(draws), adversarial);
  }

  @Override
  public Linearization linearize(INDArray points, int[] rows) {
    return surrogate.linearize(points);
  }

  @Override
  public INDArray logits(INDArray points, int[] rows) {
    return surrogate.logits(points);
  }

  @Override
  public InputSpec input() {
    return real.input();
  }

  @Override
  public int classes() {
    return real.classes();
  }

  @Override
  public ThreatModel threat() {
    return real.threat();
  }

  @Override
  public Criterion criterion() {
    return real.criterion();
  }

  @Override
  public int[] trueLabels(int[] rows) {
    return real.trueLabels(rows);
  }

  @Override
  public INDArray originals(int[] rows) {
    return real.originals(rows);
  }

  @Override
  public int[] active() {
    return real.active();
  }

  @Override
  public Standing standing(int[] rows, IntPredicate goesOn) {
    return real.standing(rows, goesOn);
  }

  @Override
  public int[] labels(INDArray points, int[] rows) {
    return real.labels(points, rows);
  }

  @Override
  public Stream<float[]> starts(int row, RandomGenerator random) {
    return real.starts(row, random);
  }

  @Override
  public void giveUp(int row) {
    real.giveUp(row);
  }

  @Override
  public long queriesLeft(int row) {
    return real.queriesLeft(row);
  }

  @Override
  public double[] bestDistances(int[] rows) {
    return real.bestDistances(rows);
  }
}

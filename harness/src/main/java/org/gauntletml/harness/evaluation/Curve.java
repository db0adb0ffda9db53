package org.gauntletml.harness.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Deadline;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.ThreatModel;

/**
 * Accuracy by epsilon: the lower envelope of all attacks. Every adversarial example found counts at
 * every epsilon that holds it, so the curve never rises. Fixed-budget attacks are run again at
 * other epsilons: at smaller ones on the examples that fell at the next larger, at larger ones on
 * the examples that stood at the next smaller. A minimum-norm attack runs once on each example and
 * has then answered for all of them.
 */
final class Curve {
  private static final double[] SMALLER = {0.75, 0.5, 0.25, 0.125};
  private static final double[] LARGER = {1.5, 2, 3};

  /** How often a fixed-budget attack runs again at most. */
  static final int OTHER_EPSILONS = SMALLER.length + LARGER.length;

  private static final int POINTS_WITHOUT_EPSILON = 24;

  private final Evaluation evaluation;
  private final int[] correct;
  private final List<AttackRecord> records;
  private final Deadline deadline;
  private final double[] distances;
  private final List<String> violations = new ArrayList<>();
  private boolean complete = true;

  /**
   * @param correct places of the examples classified correctly
   * @param records what the attacks found at the evaluation's epsilon
   */
  Curve(Evaluation evaluation, int[] correct, List<AttackRecord> records, Deadline deadline) {
    this.evaluation = evaluation;
    this.correct = correct;
    this.records = records;
    this.deadline = deadline;
    distances = new double[evaluation.data().size()];
    Arrays.fill(distances, Double.POSITIVE_INFINITY);
    records.forEach(record -> learn(record.examples()));
  }

  /** The points, ascending, clean accuracy first. */
  List<CurvePoint> points() {
    Epsilon epsilon = evaluation.threat().epsilon();
    double[] grid = epsilon == null ? spread() : around(epsilon.value());
    return DoubleStream.concat(DoubleStream.of(0), DoubleStream.of(grid))
        .mapToObj(e -> new CurvePoint(e, new Rate(standing(e).length, distances.length)))
        .toList();
  }

  private double[] around(double epsilon) {
    if (!evaluation.protocol().curve()) {
      return new double[] {epsilon};
    }
    searchWhatIsLeft();
    double above = epsilon;
    for (double factor : SMALLER) {
      int[] fell = Evaluation.without(correct, standing(above));
      above = factor * epsilon;
      attack(above, fell);
    }
    for (double factor : LARGER) {
      attack(factor * epsilon, correct);
    }
    ToDoubleFunction<Double> scaled = factor -> factor * epsilon;
    return DoubleStream.concat(
            DoubleStream.concat(DoubleStream.of(SMALLER), DoubleStream.of(1)),
            DoubleStream.of(LARGER))
        .boxed()
        .mapToDouble(scaled)
        .sorted()
        .toArray();
  }

  /** Minimum-norm attacks, on the examples that they were spared because others fell first. */
  private void searchWhatIsLeft() {
    for (int number = 0; number < records.size(); number++) {
      SuiteAttack entry = evaluation.suite().attacks().get(number);
      int[] attacked =
          records.get(number).examples().stream().mapToInt(AttackedExample::example).toArray();
      int[] left = Evaluation.without(correct, attacked);
      if (entry.attack().minimumNorm() && left.length > 0) {
        attack(evaluation.threat(), entry, left, " for the curve");
      }
    }
  }

  private double[] spread() {
    double farthest = Arrays.stream(distances).filter(Double::isFinite).max().orElse(1);
    return IntStream.rangeClosed(1, POINTS_WITHOUT_EPSILON)
        .mapToDouble(i -> farthest * i / POINTS_WITHOUT_EPSILON)
        .toArray();
  }

  private void attack(double epsilon, int[] candidates) {
    ThreatModel threat =
        new ThreatModel(
            evaluation.threat().norm(), Epsilon.of(epsilon), evaluation.threat().votes());
    for (SuiteAttack entry : evaluation.suite().attacks()) {
      int[] undecided = Evaluation.without(candidates, broken(threat));
      if (!entry.attack().minimumNorm() && undecided.length > 0) {
        attack(threat, entry, undecided, String.format(Locale.ROOT, " at eps %.4g", epsilon));
      }
    }
  }

  private void attack(ThreatModel threat, SuiteAttack entry, int[] rows, String where) {
    if (deadline.passed()) {
      complete = false;
      return;
    }
    Findings findings = evaluation.attempt(threat, 0, entry, rows, where, deadline);
    learn(findings.examples());
    complete = complete && findings.complete();
    violations.addAll(findings.violations());
  }

  /** What did not survive verification on the way, complete after {@link #points}. */
  List<String> violations() {
    return violations;
  }

  /** Whether every attack for it came to its end, known after {@link #points}. */
  boolean complete() {
    return complete;
  }

  private void learn(List<AttackedExample> examples) {
    for (AttackedExample attacked : examples) {
      distances[attacked.example()] = Math.min(distances[attacked.example()], attacked.distance());
    }
  }

  private int[] standing(double epsilon) {
    return epsilon == 0
        ? correct
        : Evaluation.without(
            correct, broken(new ThreatModel(evaluation.threat().norm(), Epsilon.of(epsilon), 1)));
  }

  private int[] broken(ThreatModel threat) {
    return IntStream.of(correct).filter(i -> threat.allows(distances[i])).toArray();
  }
}

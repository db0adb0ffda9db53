package org.gauntletml.harness.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Access;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Targets;
import org.gauntletml.attacks.Watcher;
import org.gauntletml.attacks.stateful.NearDuplicates;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.Linearization;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How long an evaluation takes at the most: every query that the attacks and the budget allow, for
 * every example, at the rate the model was just measured to answer; twice that, for the attacks'
 * own arithmetic and for batches that get smaller, and a second per attack to warm up. Searches
 * that succeed early end sooner, so most runs are much shorter.
 *
 * @param seconds for the attacks whose number of queries is known
 * @param questions they may ask
 * @param unbounded the attacks whose settings do not tell how many queries they ask, without a
 *     budget that does
 */
public record Estimate(double seconds, double questions, List<String> unbounded) {
  private static final double OWN_ARITHMETIC = 2;
  private static final double WARMING_UP = 1;
  private static final double LONG_ENOUGH = 0.2;
  private static final int MOST_PASSES = 20;

  /** Measures the model of this evaluation for some tenths of a second. */
  public static Estimate of(Evaluation evaluation) {
    INDArray x = batch(evaluation);
    double forward = secondsPerExample(x, forward(evaluation, x));
    double gradient =
        evaluation.model() instanceof DifferentiableClassifier model
            ? secondsPerExample(x, points -> gradient(model, points))
            : forward;
    double seconds = 0;
    double questions = 0;
    List<String> unbounded = new ArrayList<>();
    for (SuiteAttack entry : evaluation.suite().attacks()) {
      double asked = questions(evaluation, entry.attack());
      if (Double.isInfinite(asked)) {
        unbounded.add(entry.name());
      } else {
        questions += asked;
        seconds +=
            WARMING_UP
                + OWN_ARITHMETIC
                    * asked
                    * (entry.attack().access() == Access.GRADIENT ? gradient : forward);
      }
    }
    return new Estimate(seconds, questions, List.copyOf(unbounded));
  }

  /** The most questions of one attack about all examples, infinite if nobody knows. */
  static double questions(Evaluation evaluation, Attack<?> attack) {
    Protocol protocol = evaluation.protocol();
    LabelOracle model = evaluation.model();
    int goals = evaluation.targets() instanceof Targets.All ? model.classes() - 1 : 1;
    double own =
        attack.mostQueries() == Long.MAX_VALUE
            ? Double.POSITIVE_INFINITY
            : (double) attack.mostQueries() * goals * evaluation.threat().votes();
    double each = protocol.limited() ? Math.min(own, (double) protocol.queries()) : own;
    boolean again =
        protocol.curve() && !attack.minimumNorm() && evaluation.threat().epsilon() != null;
    return each * evaluation.data().size() * (again ? 1 + Curve.OTHER_EPSILONS : 1);
  }

  private static INDArray batch(Evaluation evaluation) {
    int size = Math.min(evaluation.data().size(), evaluation.protocol().batch());
    return evaluation.data().select(IntStream.range(0, size).toArray()).inputs();
  }

  /** A question to the model. */
  @FunctionalInterface
  private interface Question {
    void ask(INDArray points);
  }

  /** A forward pass, and the watcher's part where there is one. */
  private static Question forward(Evaluation evaluation, INDArray x) {
    LabelOracle model = evaluation.model();
    if (!evaluation.protocol().stateful()) {
      return model::labels;
    }
    int[] rows = IntStream.range(0, (int) x.size(0)).toArray();
    Watcher watcher = new NearDuplicates(model.input(), rows.length);
    return points -> {
      watcher.asked(points, rows);
      model.labels(points);
    };
  }

  private static void gradient(DifferentiableClassifier model, INDArray points) {
    try (Linearization forward = model.linearize(points);
        INDArray cotangent = forward.logits().dup('c');
        INDArray gradient = forward.pullback(cotangent)) {
      gradient.getDouble(0);
    }
  }

  /** After one pass that nobody times. */
  private static double secondsPerExample(INDArray x, Question question) {
    question.ask(x);
    long start = System.nanoTime();
    int passes = 0;
    double seconds = 0;
    while (passes < MOST_PASSES && seconds < LONG_ENOUGH) {
      question.ask(x);
      passes++;
      seconds = (System.nanoTime() - start) / 1e9;
    }
    return seconds / passes / x.size(0);
  }
}

package org.gauntletml.attacks.decisionbased;

import java.util.Arrays;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.BadInput;

/**
 * Pointwise attack (Schott et al. 2019, arXiv 1805.09190, section on L0): from salt and pepper
 * noise that is adversarial, puts features back to what they were, in random order, as long as the
 * point stays adversarial, until no feature can be put back. Where no noise is adversarial, it
 * starts from a known example of another class.
 *
 * @param tries amounts of noise tried for a start
 * @param rounds over the features that differ, at most
 */
public record PointwiseAttack(int tries, int rounds) implements DecisionBasedAttack {
  public PointwiseAttack {
    if (tries < 1 || rounds < 1) {
      throw BadInput.of("pointwise attack", "1 or more tries and rounds", tries + " and " + rounds);
    }
  }

  /** 100 amounts of noise from little to all features, up to 100 rounds. */
  public static PointwiseAttack standard() {
    return new PointwiseAttack(100, 100);
  }

  @Override
  public Norm norm() {
    return Norm.L0;
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  @Override
  public void run(LabelTarget target, RandomStreams random) {
    Interview.hold(this, target, random, this::search);
  }

  private Step search(Example example) {
    return start(example, 1);
  }

  /** The i-th amount of noise. */
  private Step start(Example example, int i) {
    if (i > tries) {
      return example.knownStart(tries, x -> round(example, x, 0), () -> Step.END);
    }
    RandomGenerator random = example.random();
    float[] noisy = example.original().clone();
    for (int j = 0; j < noisy.length; j++) {
      if (random.nextDouble() * tries < i) {
        noisy[j] = (float) (random.nextBoolean() ? example.box().upper() : example.box().lower());
      }
    }
    return Step.ask(
        noisy, adversarial -> adversarial ? round(example, noisy, 0) : start(example, i + 1));
  }

  /** Tries once to put back each feature that differs. */
  private Step round(Example example, float[] x, int number) {
    if (number == rounds) {
      return Step.END;
    }
    int[] order = new int[x.length];
    for (int i = 0; i < order.length; i++) {
      int j = example.random().nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return putBack(
        example,
        x,
        order,
        0,
        less -> Arrays.equals(less, x) ? Step.END : round(example, less, number + 1));
  }

  private static Step putBack(
      Example example, float[] best, int[] order, int from, Function<float[], Step> then) {
    int k = from;
    while (k < order.length && best[order[k]] == example.original()[order[k]]) {
      k++;
    }
    if (k == order.length) {
      return then.apply(best);
    }
    float[] less = best.clone();
    less[order[k]] = example.original()[order[k]];
    int next = k + 1;
    return Step.ask(
        less, adversarial -> putBack(example, adversarial ? less : best, order, next, then));
  }
}

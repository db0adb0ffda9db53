package org.gauntletml.attacks.decisionbased;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.BadInput;
import org.jspecify.annotations.Nullable;

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

  private void search(Example example) {
    float[] x = start(example);
    for (int round = 0; x != null && round < rounds; round++) {
      float[] less = round(example, x);
      if (Arrays.equals(less, x)) {
        return;
      }
      x = less;
    }
  }

  private float @Nullable [] start(Example example) {
    RandomGenerator random = example.random();
    for (int i = 1; i <= tries; i++) {
      float[] noisy = example.original().clone();
      for (int j = 0; j < noisy.length; j++) {
        if (random.nextDouble() * tries < i) {
          noisy[j] = (float) (random.nextBoolean() ? example.box().upper() : example.box().lower());
        }
      }
      if (example.isAdversarial(noisy)) {
        return noisy;
      }
    }
    return example.knownStart(tries);
  }

  /** Tries once to put back each feature that differs. */
  private static float[] round(Example example, float[] x) {
    float[] best = x;
    int[] order = new int[x.length];
    for (int i = 0; i < order.length; i++) {
      int j = example.random().nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    for (int i : order) {
      if (best[i] != example.original()[i]) {
        float[] less = best.clone();
        less[i] = example.original()[i];
        best = example.isAdversarial(less) ? less : best;
      }
    }
    return best;
  }
}

package org.gauntletml.attacks.universal;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Access;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.Ledger;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.UniversalAttack;
import org.gauntletml.attacks.whitebox.DeepFool;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.DifferentiableClassifier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Universal adversarial perturbation (Moosavi-Dezfooli et al. 2017, arXiv 1610.08401): example by
 * example, in random order, whatever DeepFool still has to add to the perturbation for this example
 * is added, and the sum projected onto the ball. It is done when it fools the model on enough of
 * the examples it is fitted on; fooled means another class than without the perturbation, true or
 * not. One example after the other is the method; it is slow on many.
 *
 * <p>Deviation from the authors: perturbed examples are clipped to the box.
 *
 * @param fooled part of the examples that is enough, in (0, 1]
 * @param passes over the examples at most
 * @param search finds what is to be added; its norm is the norm of the ball
 */
public record UniversalPerturbation(double fooled, int passes, DeepFool search)
    implements UniversalAttack {
  public UniversalPerturbation {
    if (!(fooled > 0 && fooled <= 1)) {
      throw BadInput.of("universal perturbation", "a fooling rate in (0, 1]", fooled);
    }
    if (passes < 1) {
      throw BadInput.of("universal perturbation", "1 or more passes", passes);
    }
  }

  /** The authors' settings, 80% and 10 steps of DeepFool, within 10 passes. */
  public static UniversalPerturbation of(Norm norm) {
    return new UniversalPerturbation(0.8, 10, new DeepFool(norm, 10, 0.02, 9));
  }

  @Override
  public Norm norm() {
    return search.norm();
  }

  @Override
  public DecisionBasedAttack fit(
      DifferentiableClassifier model, Batch examples, ThreatModel threat, RandomStreams random) {
    int[] clean = model.labels(examples.inputs());
    INDArray v = Nd4j.zeros(model.input().batch(1));
    for (int pass = 0; pass < passes && foolingRate(model, examples, clean, v) < fooled; pass++) {
      for (int row : shuffled(clean.length, random.restart(pass))) {
        INDArray x = examples.select(new int[] {row}).inputs();
        INDArray perturbed = model.input().clip(x.add(v));
        v = norm().project(v.add(missing(model, perturbed, clean[row])), threat.bound());
      }
    }
    return new FixedPerturbation(norm(), v.data().asFloat());
  }

  /**
   * What has to be added to one point to change its class; zero where DeepFool does not find it.
   */
  private INDArray missing(DifferentiableClassifier model, INDArray point, int label) {
    Batch one = new Batch(point, new int[] {label}, List.of("perturbed"));
    Ledger ledger =
        new Ledger(
            one,
            model.input(),
            model.classes(),
            ThreatModel.smallest(norm()),
            new Criterion.Untargeted(),
            Budget.untilSuccess());
    search.run(Access.GRADIENT.open(model, ledger), RandomStreams.of(0, "universal", one.ids()));
    Ledger.Success found = ledger.outcome(0).best();
    return found == null
        ? Nd4j.zeros(point.shape())
        : Nd4j.createFromArray(found.point()).reshape('c', point.shape()).subi(point);
  }

  private static double foolingRate(
      DifferentiableClassifier model, Batch examples, int[] clean, INDArray v) {
    int[] labels = model.labels(model.input().clip(examples.inputs().add(v)));
    long changed = IntStream.range(0, clean.length).filter(n -> labels[n] != clean[n]).count();
    return (double) changed / clean.length;
  }

  private static int[] shuffled(int size, RandomStreams random) {
    long[] keys = IntStream.range(0, size).mapToLong(row -> random.of(row).nextLong()).toArray();
    return IntStream.range(0, size)
        .boxed()
        .sorted(Comparator.comparingLong((Integer row) -> keys[row]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}

package org.gauntletml.attacks.universal;

import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One perturbation for all examples, added and clipped to the box: one query each.
 *
 * @param values of the perturbation, in 'c' order
 */
public record FixedPerturbation(Norm norm, float[] values) implements DecisionBasedAttack {
  @Override
  public void run(LabelTarget target, RandomStreams random) {
    int[] rows = target.active();
    if (rows.length > 0) {
      INDArray v = Nd4j.createFromArray(values).reshape('c', target.input().batch(1));
      target.labels(target.input().clip(target.originals(rows).addi(v)), rows);
    }
  }
}

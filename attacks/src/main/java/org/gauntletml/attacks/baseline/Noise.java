package org.gauntletml.attacks.baseline;

import org.gauntletml.attacks.LabelTarget;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Random perturbations of norm 1 or less. */
@FunctionalInterface
interface Noise {
  /** One for each of these examples, from its own stream; fresh. */
  INDArray draw(int[] rows);

  /** Asks for the label under noise of size epsilon, again and again while an example stands. */
  default void repeat(LabelTarget target, int draws) {
    for (int draw = 0; draw < draws; draw++) {
      int[] rows = target.active();
      if (rows.length == 0) {
        return;
      }
      INDArray noise = draw(rows).muli(target.threat().bound());
      target.labels(target.project(noise.addi(target.originals(rows)), rows), rows);
    }
  }
}

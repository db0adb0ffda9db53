package org.gauntletml.attacks.whitebox;

import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.Standing;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DeepFool (Moosavi-Dezfooli et al. 2016, arXiv 1511.04599), minimum norm, for L2 and Linf: steps
 * to the nearest of the boundaries that the linearised model has with each rival class, until the
 * prediction changes. An example leaves at its first success, so that one run costs few queries and
 * overestimates distances.
 *
 * <p>Deviations from the authors: it leaves the true class rather than the predicted one, so a
 * misclassified example costs nothing; every point is clipped to the box, as in Foolbox. Under a
 * targeted criterion the only boundary is that of the target with the highest other class.
 *
 * @param steps at most
 * @param overshoot how far beyond the boundary the perturbation ends, as a fraction of it
 * @param rivals classes considered at every step, those with the highest logits
 */
public record DeepFool(Norm norm, int steps, double overshoot, int rivals)
    implements WhiteBoxAttack {
  /** Added to every step, in widths of the box, so that it leaves the boundary behind. */
  private static final double BEYOND = 1e-4;

  public DeepFool {
    norm.among("DeepFool", Norm.L2, Norm.LINF);
    if (steps < 1 || rivals < 1) {
      throw BadInput.of("DeepFool", "1 or more steps and rivals", steps + " and " + rivals);
    }
    if (!(overshoot >= 0)) {
      throw BadInput.of("DeepFool overshoot", "0 or more", overshoot);
    }
  }

  /** The authors' settings: 50 steps, overshoot 0.02, ten classes with the true one. */
  public static DeepFool of(Norm norm) {
    return new DeepFool(norm, 50, 0.02, 9);
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  @Override
  public void run(GradientTarget target, RandomStreams random) {
    InputSpec box = target.input();
    int[] rows = target.active();
    if (rows.length == 0) {
      return;
    }
    INDArray x = target.originals(rows);
    INDArray total = x.mul(0);
    for (int i = 0; i < steps && rows.length > 0; i++) {
      Boundary boundary;
      boolean[] fell;
      try (Linearization forward = target.linearize(x, rows)) {
        int[] predicted = Logits.argMax(forward.logits());
        fell = target.criterion().met(rows, target.trueLabels(rows), predicted);
        boundary = Boundary.nearest(target, forward, rows, norm, rivals);
      }
      double[] slope = norm.dual().sizes(boundary.normals());
      double[] length = new double[rows.length];
      for (int n = 0; n < rows.length; n++) {
        double beyond = BEYOND * (box.upper() - box.lower());
        length[n] = Math.abs(boundary.gaps()[n]) / slope[n] + beyond;
      }
      INDArray step = norm.ascent(boundary.normals());
      Standing standing = target.standing(rows, n -> !fell[n] && slope[n] > 0);
      rows = standing.rows();
      if (rows.length > 0) {
        step = standing.of(step).mul(Rows.column(standing.of(length), step));
        total = standing.of(total).add(step);
        x = box.clip(total.mul(1 + overshoot).addi(target.originals(rows)));
      }
    }
    if (rows.length > 0) {
      target.labels(x, rows);
    }
  }
}

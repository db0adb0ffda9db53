package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import org.gauntletml.attacks.Adam;
import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.GradientTarget.Ascent;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.Standing;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Margin;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Carlini and Wagner's attack (2017, arXiv 1608.04644), minimum norm, Linf: Adam on {@code c max(0,
 * -margin) + sum max(0, |d_i| - tau)} over w with x = tanh(w). Where both terms have vanished, tau
 * shrinks and the descent goes on from there; where they have not after so many steps, c doubles.
 * Every example runs through its own taus and constants. Distances are in widths of the box, which
 * is 1 for the authors.
 *
 * @param steps under one tau and constant
 * @param initial first constant c
 * @param largest constant with which an example is given up
 * @param shrink factor of tau after a success, between 0 and 1; larger is finer and slower
 * @param finest tau below which an example is done
 */
public record CarliniWagnerLinf(
    int steps, double learningRate, double initial, double largest, double shrink, double finest)
    implements WhiteBoxAttack {
  /** Loss, as a fraction of c, below which both terms count as vanished. */
  private static final double SOLVED = 1e-4;

  public CarliniWagnerLinf {
    if (steps < 1) {
      throw BadInput.of("C&W Linf steps", "1 or more", steps);
    }
    if (!(learningRate > 0 && initial > 0 && initial < largest && finest > 0)) {
      throw BadInput.of(
          "C&W Linf",
          "positive learning rate, constants in ascending order and finest tau",
          learningRate + ", " + initial + " to " + largest + " and " + finest);
    }
    if (!(shrink > 0 && shrink < 1)) {
      throw BadInput.of("C&W Linf shrink factor", "a number between 0 and 1", shrink);
    }
  }

  /** The authors' settings. */
  public static CarliniWagnerLinf authors() {
    return new CarliniWagnerLinf(1000, 5e-3, 1e-5, 20, 0.9, 1 / 256.0);
  }

  @Override
  public Norm norm() {
    return Norm.LINF;
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  @Override
  public void run(GradientTarget target, RandomStreams random) {
    TanhBox box = new TanhBox(target.input());
    int[] rows = target.active();
    if (rows.length == 0) {
      return;
    }
    INDArray origin = target.originals(rows);
    INDArray w = box.enter(origin);
    Adam adam = new Adam(learningRate, w);
    double[] tau = filled(rows, 1);
    double[] weight = filled(rows, initial);
    double[] spent = filled(rows, 0);
    while (rows.length > 0) {
      INDArray x = box.leave(w);
      Ascent ascent = target.ascend(x, rows, new Margin());
      INDArray d = x.sub(origin);
      INDArray excess = excess(d, tau, box);
      boolean[] solved = solved(ascent, excess, weight, box);
      double[] distance = Norm.LINF.sizes(d);
      double[] pull = new double[rows.length];
      for (int n = 0; n < rows.length; n++) {
        pull[n] = ascent.losses()[n] < 0 ? weight[n] : 0;
        spent[n] = solved[n] ? 0 : spent[n] + 1;
        if (solved[n]) {
          tau[n] = shrink * Math.min(tau[n], distance[n] / box.width());
        } else if (spent[n] == steps) {
          weight[n] *= 2;
          spent[n] = 0;
        }
      }
      INDArray outside = Transforms.sign(excess, false).muli(Transforms.sign(d, false));
      INDArray gradient =
          outside
              .divi(box.width())
              .subi(ascent.gradient().mul(Rows.column(pull, d)))
              .muli(box.slope(x));
      w = Rows.choose(solved, box.enter(x), w.sub(adam.step(gradient)));
      adam.forget(solved);
      double[] fineness = tau;
      double[] constant = weight;
      Standing standing = target.standing(rows, n -> fineness[n] > finest && constant[n] < largest);
      rows = standing.rows();
      origin = standing.of(origin);
      w = standing.of(w);
      adam.keep(standing);
      tau = standing.of(tau);
      weight = standing.of(weight);
      spent = standing.of(spent);
    }
  }

  /** By how much each feature exceeds its example's tau. */
  private static INDArray excess(INDArray d, double[] tau, TanhBox box) {
    double[] allowed = Arrays.stream(tau).map(t -> t * box.width()).toArray();
    return Transforms.relu(Transforms.abs(d, true).subi(Rows.column(allowed, d)), false);
  }

  private static boolean[] solved(Ascent ascent, INDArray excess, double[] weight, TanhBox box) {
    double[] sums = Norm.L1.sizes(excess);
    boolean[] solved = new boolean[sums.length];
    for (int n = 0; n < solved.length; n++) {
      double loss = weight[n] * Math.max(0, -ascent.losses()[n]) + sums[n] / box.width();
      solved[n] = ascent.adversarial()[n] && loss < SOLVED * weight[n];
    }
    return solved;
  }

  private static double[] filled(int[] rows, double value) {
    double[] values = new double[rows.length];
    Arrays.fill(values, value);
    return values;
  }
}

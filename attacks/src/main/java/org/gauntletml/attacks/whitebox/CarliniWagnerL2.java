package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import org.gauntletml.attacks.Adam;
import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.GradientTarget.Ascent;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.Standing;
import org.gauntletml.attacks.TradeOff;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Margin;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Carlini and Wagner's attack (2017, arXiv 1608.04644), minimum norm, L2: Adam on {@code ||d||^2 +
 * c max(0, -margin)} over w with x = tanh(w), inside a search of the smallest constant c that
 * works. Distances are in widths of the box, which is 1 for the authors, so that c and the learning
 * rate mean the same for every model.
 *
 * <p>Deviations from the authors' code: an example leaves a descent on its own loss, not on the
 * batch's; the confidence is 0, since the target keeps the smallest adversarial point whatever its
 * confidence; the last constant is not tried twice.
 *
 * @param searches descents, each with another constant
 * @param steps of one descent
 * @param initial first constant
 */
public record CarliniWagnerL2(int searches, int steps, double learningRate, double initial)
    implements WhiteBoxAttack {
  /** A tenth of the steps must lower the loss by this factor. */
  private static final double PROGRESS = 0.9999;

  public CarliniWagnerL2 {
    if (searches < 1 || steps < 1) {
      throw BadInput.of("C&W", "1 or more searches and steps", searches + " and " + steps);
    }
    if (!(learningRate > 0 && initial > 0)) {
      throw BadInput.of(
          "C&W", "a positive learning rate and constant", learningRate + " and " + initial);
    }
  }

  /** The authors' settings: 9 searches of at most 10000 steps of 0.01, from 0.001. */
  public static CarliniWagnerL2 authors() {
    return new CarliniWagnerL2(9, 10_000, 0.01, 1e-3);
  }

  @Override
  public Norm norm() {
    return Norm.L2;
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  @Override
  public void run(GradientTarget target, RandomStreams random) {
    int[] rows = target.active();
    if (rows.length == 0) {
      return;
    }
    TradeOff tradeOff = new TradeOff(rows, initial);
    for (int search = 0; search < searches; search++) {
      descend(target, tradeOff);
      tradeOff.advance();
    }
  }

  private void descend(GradientTarget target, TradeOff tradeOff) {
    TanhBox box = new TanhBox(target.input());
    double square = box.width() * box.width();
    int period = Math.max(1, steps / 10);
    int[] rows = target.active();
    if (rows.length == 0) {
      return;
    }
    INDArray origin = target.originals(rows);
    INDArray w = box.enter(origin);
    Adam adam = new Adam(learningRate, w);
    double[] before = new double[rows.length];
    Arrays.fill(before, Double.POSITIVE_INFINITY);
    for (int i = 0; i < steps; i++) {
      INDArray x = box.leave(w);
      Ascent ascent = target.ascend(x, rows, new Margin());
      tradeOff.tell(rows, ascent.adversarial());
      double[] weight = tradeOff.of(rows);
      double[] loss = Norm.L2.distances(x, origin);
      for (int n = 0; n < loss.length; n++) {
        double hinge = Math.max(0, -ascent.losses()[n]);
        loss[n] = loss[n] * loss[n] / square + weight[n] * hinge;
        weight[n] = hinge > 0 ? weight[n] : 0;
      }
      boolean check = i % period == 0;
      double[] last = before;
      Standing standing = target.standing(rows, n -> !check || loss[n] <= PROGRESS * last[n]);
      before = standing.of(check ? loss : before);
      rows = standing.rows();
      if (rows.length == 0) {
        return;
      }
      origin = standing.of(origin);
      x = standing.of(x);
      adam.keep(standing);
      INDArray pull = standing.of(ascent.gradient());
      pull = pull.mul(Rows.column(standing.of(weight), pull));
      INDArray gradient = x.sub(origin).muli(2 / square).subi(pull).muli(box.slope(x));
      w = standing.of(w).sub(adam.step(gradient));
    }
  }
}

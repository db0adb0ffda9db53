package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.GradientTarget.Ascent;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.Standing;
import org.gauntletml.attacks.TradeOff;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Margin;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Elastic-net attack EAD (Chen et al. 2018, arXiv 1709.04114), minimum norm, L1: FISTA on {@code c
 * max(0, -margin) + ||d||_2^2 + beta ||d||_1}, inside a search of the smallest constant c that
 * works. One step costs two queries: the gradient at the point with momentum, the answer at the
 * shrunk one. Distances are in widths of the box, which is 1 for the authors.
 *
 * <p>Deviations from the authors' code: the point with momentum is clipped to the box, since a
 * model cannot be asked outside it; an example leaves a descent on its own loss there, not on the
 * batch's at the shrunk point; of the two decision rules this is the L1 rule, since the target
 * keeps the point of smallest norm; the confidence is 0 for the same reason.
 *
 * @param searches descents, each with another constant
 * @param steps of one descent
 * @param learningRate falls to 0 with the square root of the steps left
 * @param initial first constant
 * @param beta change of a feature that every step takes back: the weight of the L1 norm
 */
public record ElasticNet(int searches, int steps, double learningRate, double initial, double beta)
    implements WhiteBoxAttack {
  private static final double PROGRESS = 0.9999;

  public ElasticNet {
    if (searches < 1 || steps < 1) {
      throw BadInput.of("EAD", "1 or more searches and steps", searches + " and " + steps);
    }
    if (!(learningRate > 0 && initial > 0 && beta >= 0)) {
      throw BadInput.of(
          "EAD",
          "a positive learning rate and constant and a beta of 0 or more",
          learningRate + ", " + initial + " and " + beta);
    }
  }

  /** The authors' settings: 9 searches of at most 10000 steps of 0.01, from 0.001, beta 0.001. */
  public static ElasticNet authors() {
    return new ElasticNet(9, 10_000, 0.01, 1e-3, 1e-3);
  }

  @Override
  public Norm norm() {
    return Norm.L1;
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
    InputSpec box = target.input();
    double width = box.upper() - box.lower();
    int period = Math.max(1, steps / 10);
    int[] rows = target.active();
    if (rows.length == 0) {
      return;
    }
    INDArray origin = target.originals(rows);
    INDArray x = origin;
    INDArray slack = origin;
    double[] before = new double[rows.length];
    Arrays.fill(before, Double.POSITIVE_INFINITY);
    for (int i = 0; i < steps; i++) {
      Ascent ascent = target.ascend(slack, rows, new Margin());
      tradeOff.tell(rows, ascent.adversarial());
      double[] weight = tradeOff.of(rows);
      double[] loss = loss(ascent, slack.sub(origin), weight, width);
      boolean check = i % period == 0;
      double[] last = before;
      Standing standing = target.standing(rows, n -> !check || loss[n] <= PROGRESS * last[n]);
      before = standing.of(check ? loss : before);
      rows = standing.rows();
      if (rows.length == 0) {
        return;
      }
      origin = standing.of(origin);
      slack = standing.of(slack);
      double[] pull = standing.of(pulls(ascent, weight, width * width));
      INDArray gradient = standing.of(ascent.gradient());
      gradient = slack.sub(origin).muli(2).subi(gradient.mul(Rows.column(pull, gradient)));
      double rate = learningRate * Math.sqrt(1 - (double) i / steps);
      INDArray d = slack.sub(gradient.muli(rate)).subi(origin);
      INDArray next = box.clip(shrunk(d, beta * width).addi(origin));
      tradeOff.tell(rows, target.adversarial(next, rows));
      slack = box.clip(next.sub(standing.of(x)).muli((i + 1.0) / (i + 4.0)).addi(next));
      x = next;
    }
  }

  private double[] loss(Ascent ascent, INDArray d, double[] weight, double width) {
    double[] l1 = Norm.L1.sizes(d);
    double[] l2 = Norm.L2.sizes(d);
    double[] loss = new double[weight.length];
    for (int n = 0; n < loss.length; n++) {
      double hinge = Math.max(0, -ascent.losses()[n]);
      loss[n] = weight[n] * hinge + l2[n] * l2[n] / (width * width) + beta * l1[n] / width;
    }
    return loss;
  }

  /** What the margin's gradient counts: nothing once it is positive. */
  private static double[] pulls(Ascent ascent, double[] weight, double scale) {
    double[] pulls = new double[weight.length];
    Arrays.setAll(pulls, n -> ascent.losses()[n] < 0 ? weight[n] * scale : 0);
    return pulls;
  }

  private static INDArray shrunk(INDArray d, double by) {
    INDArray sizes = Transforms.relu(Transforms.abs(d, true).subi(by), false);
    return Transforms.sign(d, false).muli(sizes);
  }
}

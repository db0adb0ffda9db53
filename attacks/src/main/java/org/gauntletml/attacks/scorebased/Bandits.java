package org.gauntletml.attacks.scorebased;

import org.gauntletml.attacks.Enlargement;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ScoreBasedAttack;
import org.gauntletml.attacks.ScoreTarget;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LogitLoss;

/**
 * Bandits with time and data priors (Ilyas et al. 2019, arXiv 1807.07978, algorithms 1 to 3):
 * ascent along a belief about the gradient that is kept from step to step (time) and is a smaller
 * image (data); each step corrects the belief by one pair of moves around it. Deviations: the point
 * itself is asked about once a step, which the authors' code does not count; the exponentiated
 * gradient of Linf is kept as its logit and bounded, for in the authors' form a belief of exactly 1
 * can never change again.
 *
 * @param loss to ascend
 * @param steps at most; three queries each
 * @param probe length of the moves in L2, in widths of the box
 * @param rate step length, relative to epsilon
 * @param priorRate step length of the belief
 * @param exploration length of the moves of the belief
 * @param share of the length of each side that the belief has
 */
public record Bandits(
    Norm norm,
    LogitLoss loss,
    int steps,
    double probe,
    double rate,
    double priorRate,
    double exploration,
    double share)
    implements ScoreBasedAttack {
  /** Beliefs beyond it are 1 in float. */
  private static final double CERTAIN = 8;

  public Bandits {
    norm.among("Bandits", Norm.LINF, Norm.L2);
    if (steps < 1) {
      throw BadInput.of("Bandits", "1 or more steps", steps);
    }
    if (!(probe > 0 && rate > 0 && priorRate > 0 && exploration > 0)) {
      throw BadInput.of(
          "Bandits",
          "a positive probe, rate, prior rate and exploration",
          probe + ", " + rate + ", " + priorRate + " and " + exploration);
    }
    if (!(share > 0 && share <= 1)) {
      throw BadInput.of("Bandits share", "a number above 0, at most 1", share);
    }
  }

  /** The authors' settings but for the belief, half as long as the image. */
  public static Bandits of(Norm norm) {
    return norm == Norm.LINF
        ? new Bandits(norm, new CrossEntropy(), 4000, 0.1, 0.2, 100, 1, 0.5)
        : new Bandits(norm, new CrossEntropy(), 4000, 0.01, 0.1, 0.1, 0.01, 0.5);
  }

  /** One step, and the point before and behind it. */
  @Override
  public long leastQueries(InputSpec input) {
    return 4;
  }

  @Override
  public void run(ScoreTarget target, RandomStreams random) {
    checkBudget(target);
    Search search = new Search(target);
    search.run(
        new Probes(target, loss, false),
        new Slope.Draws(Slope.Noise.GAUSSIAN, 1, search.belief.count()),
        steps,
        random);
  }

  private final class Search implements Climb {
    private final double epsilon;
    private final double width;
    private final Positions positions;
    private final Enlargement belief;
    private final double[][] logits;
    private final double spread;

    Search(ScoreTarget target) {
      epsilon = target.threat().bound();
      width = target.input().upper() - target.input().lower();
      positions = new Positions(target);
      belief = Enlargement.to(Planes.of(target.input()), share, false);
      logits = new double[positions.count()][belief.count()];
      spread = exploration / Math.sqrt(belief.count());
    }

    @Override
    public void stand(int row, float[] point) {
      positions.copy(row, point);
    }

    @Override
    public void fill(int row, float[] draw, int sign, float[] point) {
      float[] moved = belief(row);
      for (int i = 0; i < moved.length; i++) {
        moved[i] += (float) (sign * spread * draw[i]);
      }
      float[] direction = belief.apply(moved);
      double length = Norm.L2.sizeOf(direction);
      double scale = length > 0 ? probe * width / length : 0;
      positions.copy(row, point);
      for (int i = 0; i < point.length; i++) {
        point[i] += (float) (scale * direction[i]);
      }
    }

    @Override
    public void step(int[] rows, Slope[] slopes) {
      double[][] ahead = new double[rows.length][positions.features()];
      double[] lengths = new double[rows.length];
      for (int n = 0; n < rows.length; n++) {
        correct(logits[rows[n]], slopes[n].direction());
        float[] direction = belief.apply(belief(rows[n]));
        for (int i = 0; i < direction.length; i++) {
          ahead[n][i] = direction[i];
        }
        lengths[n] = rate * epsilon;
      }
      positions.ascend(rows, ahead, lengths);
    }

    private void correct(double[] logits, double[] direction) {
      double scale = priorRate * spread / (probe * exploration);
      double bound = norm == Norm.LINF ? CERTAIN : Double.MAX_VALUE;
      for (int i = 0; i < logits.length; i++) {
        logits[i] = Math.max(-bound, Math.min(bound, logits[i] + scale * direction[i]));
      }
    }

    private float[] belief(int row) {
      float[] values = new float[logits[row].length];
      for (int i = 0; i < values.length; i++) {
        double logit = logits[row][i];
        values[i] = (float) (norm == Norm.LINF ? Math.tanh(logit) : logit);
      }
      return values;
    }
  }
}

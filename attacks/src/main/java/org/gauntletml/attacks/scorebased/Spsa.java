package org.gauntletml.attacks.scorebased;

import java.util.Arrays;
import org.gauntletml.attacks.Adam;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.ScoreBasedAttack;
import org.gauntletml.attacks.ScoreTarget;
import org.gauntletml.attacks.Standing;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LogitLoss;
import org.gauntletml.models.Margin;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Simultaneous perturbation stochastic approximation (Uesato et al. 2018, arXiv 1802.05666): Adam
 * along gradients estimated from pairs of opposite moves of all features by the same amount, inside
 * the ball. Deviation: the point itself is asked about once a step.
 *
 * @param loss to ascend
 * @param steps at most
 * @param pairs of moves of one estimate
 * @param delta length of the moves per feature, in widths of the box
 * @param rate step length of Adam, in widths of the box
 */
public record Spsa(LogitLoss loss, int steps, int pairs, double delta, double rate)
    implements ScoreBasedAttack {
  public Spsa {
    if (steps < 1 || pairs < 1) {
      throw BadInput.of("SPSA", "1 or more steps and pairs", steps + " and " + pairs);
    }
    if (!(delta > 0 && rate > 0)) {
      throw BadInput.of("SPSA", "a positive delta and rate", delta + " and " + rate);
    }
  }

  /** 1,000 steps of 0.01 by 64 pairs of moves of 0.01 each. */
  public static Spsa standard() {
    return new Spsa(new Margin(), 1000, 64, 0.01, 0.01);
  }

  @Override
  public Norm norm() {
    return Norm.LINF;
  }

  /** One step, and the point before and behind it. */
  @Override
  public long leastQueries(InputSpec input) {
    return 2 + 2L * pairs;
  }

  @Override
  public void run(ScoreTarget target, RandomStreams random) {
    checkBudget(target);
    int features = target.input().features();
    new Search(target)
        .run(
            new Probes(target, loss, false),
            new Slope.Draws(Slope.Noise.SIGNS, pairs, features),
            steps,
            random);
  }

  private final class Search implements Climb {
    private final ScoreTarget target;
    private final double width;
    private final Positions positions;
    private int[] last = {};
    private @Nullable Adam adam;

    Search(ScoreTarget target) {
      this.target = target;
      width = target.input().upper() - target.input().lower();
      positions = new Positions(target);
    }

    @Override
    public void stand(int row, float[] point) {
      positions.copy(row, point);
    }

    @Override
    public void fill(int row, float[] draw, int sign, float[] point) {
      positions.around(row, sign * delta * width, draw, point);
    }

    @Override
    public void step(int[] rows, Slope[] slopes) {
      double[][] directions = Arrays.stream(slopes).map(Slope::direction).toArray(double[][]::new);
      INDArray gradient =
          Rows.batch(directions, target.input()).muli(1 / (2 * delta * width * pairs));
      if (adam == null) {
        adam = new Adam(rate * width, gradient);
      } else {
        adam.keep(Standing.where(last, i -> Arrays.binarySearch(rows, last[i]) >= 0));
      }
      last = rows;
      positions.move(rows, adam.step(gradient));
    }
  }
}

package org.gauntletml.attacks.baseline;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sets more and more features, in random order, to the lower or upper edge of the box at random,
 * and keeps the fewest that are adversarial. L0.
 *
 * @param orders random orders to try, one after the other
 * @param steps from no feature to all
 * @param halvings of the step that brought success
 */
public record SaltAndPepper(int orders, int steps, int halvings) implements DecisionBasedAttack {
  public SaltAndPepper {
    if (orders < 1 || steps < 1 || halvings < 0) {
      throw BadInput.of(
          "salt and pepper",
          "1 or more orders and steps, 0 or more halvings",
          orders + ", " + steps + " and " + halvings);
    }
  }

  /** 10 orders of 20 steps, 6 halvings. */
  public static SaltAndPepper repeated() {
    return new SaltAndPepper(10, 20, 6);
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
    for (int order = 0; order < orders; order++) {
      int[] active = target.active();
      if (active.length == 0) {
        return;
      }
      Grains[] grains = new Grains[active[active.length - 1] + 1];
      for (int row : active) {
        grains[row] = Grains.draw(target.input(), random.of(row));
      }
      Path strewing = (strengths, rows) -> strewn(target, strengths, rows, grains);
      strewing.search(target, steps, halvings);
    }
  }

  private static INDArray strewn(
      LabelTarget target, double[] strengths, int[] rows, Grains[] grains) {
    InputSpec input = target.input();
    double[][] x = Rows.doubles(target.originals(rows));
    for (int n = 0; n < rows.length; n++) {
      Grains grain = grains[rows[n]];
      for (int i = 0; i < Math.round(strengths[n] * input.features()); i++) {
        x[n][grain.order()[i]] = grain.values()[i];
      }
    }
    return Rows.batch(x, input);
  }

  /**
   * One example's grains.
   *
   * @param order in which features change
   * @param values what they change to
   */
  private record Grains(int[] order, float[] values) {
    static Grains draw(InputSpec input, RandomGenerator random) {
      int[] order = IntStream.range(0, input.features()).toArray();
      float[] values = new float[order.length];
      for (int i = 0; i < order.length; i++) {
        int j = i + random.nextInt(order.length - i);
        int swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
        values[i] = (float) (random.nextBoolean() ? input.upper() : input.lower());
      }
      return new Grains(order, values);
    }
  }
}

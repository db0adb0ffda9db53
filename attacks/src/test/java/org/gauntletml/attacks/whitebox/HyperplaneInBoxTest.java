package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import org.gauntletml.attacks.Norm;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HyperplaneInBoxTest {
  private static final InputSpec BOX = new InputSpec(List.of(3L), -1, 2);

  /** Against moves found by bisection on the multiplier of the hyperplane's constraint. */
  @ParameterizedTest
  @CsvSource({"LINF,1", "LINF,5", "LINF,60", "L2,1", "L2,5", "L2,60", "L1,1", "L1,5", "L1,60"})
  void isTheSmallestMoveOntoTheHyperplane(Norm norm, int n) {
    SplittableRandom random = new SplittableRandom(n);
    for (int trial = 0; trial < 300; trial++) {
      double[] w = random.doubles(n, -1, 1).map(v -> random.nextInt(5) == 0 ? 0 : v).toArray();
      double[] x = random.doubles(n, -1, 2).map(v -> random.nextInt(5) == 0 ? 2 : v).toArray();
      double residual = random.nextDouble(-1, 1) * n / 2;
      double[] move = HyperplaneInBox.move(norm, w, residual, x, BOX);

      double[] corner = clipped(w, x, Math.signum(residual) * 1e9);
      double gain = dot(w, move);
      if (Math.abs(dot(w, corner)) <= Math.abs(residual)) {
        assertThat(move).containsExactly(corner, within(1e-12));
      } else {
        assertThat(gain).isCloseTo(residual, within(1e-9));
        assertThat(size(norm, move)).isCloseTo(slowSize(norm, w, x, residual), within(1e-6));
      }
      for (int i = 0; i < n; i++) {
        assertThat(x[i] + move[i]).isBetween(-1 - 1e-12, 2 + 1e-12);
      }
    }
  }

  /** Moves that stay put where the normal or the residual is zero. */
  @ParameterizedTest
  @CsvSource({"LINF", "L2", "L1"})
  void doesNotMoveWithoutAReason(Norm norm) {
    double[] x = {0, 1, 2};
    assertThat(Arrays.stream(HyperplaneInBox.move(norm, new double[3], 1, x, BOX)))
        .allMatch(d -> d == 0);
    assertThat(Arrays.stream(HyperplaneInBox.move(norm, new double[] {1, -1, 2}, 0, x, BOX)))
        .allMatch(d -> d == 0);
  }

  /**
   * The size of the smallest move, by bisection. Linf: the least t for which moving every
   * coordinate by up to t gains enough. L2: the least multiplier. L1, a linear programme: at every
   * price per gain coordinates that are cheaper move fully; the dual function's maximum is the
   * size.
   */
  private static double slowSize(Norm norm, double[] w, double[] x, double residual) {
    double side = Math.signum(residual);
    double need = Math.abs(residual);
    if (norm == Norm.L1) {
      // max over prices p of p * need - sum_i max(0, p |w_i| - 1) * room_i, concave in p
      DoubleFunction<Double> dual =
          p -> {
            double value = p * need;
            double[] rooms = clipped(w, x, side * 1e9);
            for (int i = 0; i < w.length; i++) {
              value -= Math.max(0, p * Math.abs(w[i]) - 1) * Math.abs(rooms[i]);
            }
            return value;
          };
      double best = 0;
      for (double v : w) {
        best = v == 0 ? best : Math.max(best, dual.apply(1 / Math.abs(v)));
      }
      return best;
    }
    double low = 0;
    double high = 1e7;
    for (int i = 0; i < 200; i++) {
      double t = (low + high) / 2;
      double[] move = norm == Norm.LINF ? signs(w, x, side * t) : clipped(w, x, side * t);
      if (side * dot(w, move) < need) {
        low = t;
      } else {
        high = t;
      }
    }
    return size(norm, norm == Norm.LINF ? signs(w, x, side * high) : clipped(w, x, side * high));
  }

  private static double[] clipped(double[] w, double[] x, double t) {
    double[] move = new double[w.length];
    Arrays.setAll(move, i -> Math.max(-1, Math.min(2, x[i] + t * w[i])) - x[i]);
    return move;
  }

  private static double[] signs(double[] w, double[] x, double t) {
    return clipped(Arrays.stream(w).map(Math::signum).toArray(), x, t);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double size(Norm norm, double[] move) {
    return switch (norm) {
      case LINF -> Arrays.stream(move).map(Math::abs).max().orElse(0);
      case L2 -> Math.sqrt(dot(move, move));
      case L1 -> Arrays.stream(move).map(Math::abs).sum();
      case L0 -> Arrays.stream(move).filter(v -> v != 0).count();
    };
  }
}

package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.attacks.kit.LinearModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class FastMinimumNormTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return of(10);
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return of(50);
  }

  /** Nine features of ten lie at the edge and would help only beyond it. */
  @Test
  void findsTheWayAlongTheEdgeOfTheBox() {
    double[][] weights = new double[2][10];
    Arrays.fill(weights[1], -1);
    weights[1][0] = 1;
    float[][] x = new float[1][10];
    x[0][0] = 0.5f;
    LinearModel model = new LinearModel(InputSpec.unit(10), weights, new double[] {0, -0.6});
    Batch one = new Batch(Nd4j.createFromArray(x), new int[] {0}, List.of("at the edge"));
    Trial trial =
        new Trial(
            model,
            one,
            ThreatModel.smallest(Norm.L2),
            new Criterion.Untargeted(),
            Budget.exhaustive());
    double found = trial.run(FastMinimumNorm.of(Norm.L2), 1).get(0).bestDistance();
    assertThat(found).isBetween(0.1 - 1e-6, 0.102);
  }

  private static Stream<Attack<?>> of(int steps) {
    return Arrays.stream(Norm.values()).map(norm -> new FastMinimumNorm(norm, steps, 1, 0.05));
  }
}

package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.Fixture;
import org.gauntletml.attacks.kit.SphereModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

/** A curved boundary with a closed form in every norm. */
class MinimumNormOnASphereTest {
  /** In a box so wide that it cuts nothing off. */
  private static final SphereModel MODEL =
      new SphereModel(new InputSpec(List.of(8L), -1, 2), 0.5, 0.6);

  static Stream<Arguments> attacks() {
    return Stream.of(
        Arguments.of(new DecoupledDirectionNorm(100, 0.05, 1, 0), 1.02),
        Arguments.of(new FastMinimumNorm(Norm.LINF, 100, 1, 0.05), 1.02),
        Arguments.of(new FastMinimumNorm(Norm.L2, 100, 1, 0.05), 1.02),
        Arguments.of(new FastMinimumNorm(Norm.L1, 100, 1, 0.05), 1.02),
        Arguments.of(new FastMinimumNorm(Norm.L0, 100, 1, 0.05), 1),
        Arguments.of(new CarliniWagnerL2(9, 100, 0.01, 0.1), 1.02),
        Arguments.of(new CarliniWagnerLinf(100, 0.002, 1, 20, 0.98, 1 / 64.0), 1.03),
        Arguments.of(new ElasticNet(8, 100, 0.02, 1, 0.1), 1.05),
        Arguments.of(Jsma.raising(), 2));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void comesCloseToTheClosedForm(Attack<?> attack, double factor) {
    Batch batch = inside(6);
    Fixture fixture = new Fixture("sphere", MODEL, batch);
    List<Outcome> outcomes = Trial.of(attack, fixture).run(attack, 9);
    for (int n = 0; n < outcomes.size(); n++) {
      double[] x = batch.inputs().getRow(n).toDoubleVector();
      double smallest = MODEL.distance(attack.norm(), x);
      assertThat(outcomes.get(n).bestDistance())
          .as("example %d", n)
          .isBetween(smallest * (1 - 1e-4), smallest * factor + 1e-6);
    }
  }

  /** Points well inside, above the centre in every feature so that raising is the right way. */
  private static Batch inside(int count) {
    SplittableRandom random = new SplittableRandom(6);
    float[][] x = new float[count][8];
    for (float[] row : x) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextDouble(0.5, 0.65);
      }
      row[random.nextInt(8)] += 0.05f;
    }
    List<String> ids = IntStream.range(0, count).mapToObj(n -> "inside " + n).toList();
    int[] labels = new int[count];
    assertThat(Arrays.equals(MODEL.labels(Nd4j.createFromArray(x)), labels)).isTrue();
    return new Batch(Nd4j.createFromArray(x), labels, ids);
  }
}

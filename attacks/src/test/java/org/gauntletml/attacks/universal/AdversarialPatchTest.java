package org.gauntletml.attacks.universal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.kit.LinearModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.attacks.spatial.Warp;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AdversarialPatchTest {
  private static final InputSpec INPUT = new InputSpec(List.of(2L, 8L, 8L), -1, 1);
  private static final ThreatModel THREAT = ThreatModel.smallest(Norm.L0);

  private static LinearModel model(int classes, double scale) {
    SplittableRandom random = new SplittableRandom(8);
    double[][] weights = new double[classes][INPUT.features()];
    for (double[] row : weights) {
      Arrays.setAll(row, i -> scale * random.nextDouble(-1, 1));
    }
    return new LinearModel(INPUT, weights, new double[classes]);
  }

  private static Batch examples(int count) {
    SplittableRandom random = new SplittableRandom(9);
    INDArray x = Nd4j.zeros(count, 2, 8, 8);
    for (int i = 0; i < x.length(); i++) {
      x.putScalar(i, random.nextDouble(-0.2, 0.2));
    }
    List<String> ids = IntStream.range(0, count).mapToObj(String::valueOf).toList();
    return new Batch(x, new int[count], ids);
  }

  private static PlacedPatch fit(AdversarialPatch attack, LinearModel model, Batch examples) {
    RandomStreams random = RandomStreams.of(1, "patch", examples.ids());
    return (PlacedPatch) attack.fit(model, examples, THREAT, random);
  }

  /**
   * In one fixed place, pixel on pixel, the best patch against a linear model with two classes is
   * known: each pixel at the edge of the box that its weights say. They are small, so that the
   * gradient does not vanish before it is there.
   */
  @Test
  void isTheClosedFormOnALinearModelInAFixedPlace() {
    LinearModel model = model(2, 0.02);
    AdversarialPatch attack = new AdversarialPatch(1, 8, new Placement(1, 1, 0), 2.5e4, 20, 4);
    PlacedPatch patch = fit(attack, model, examples(4));
    for (int i = 0; i < patch.pixels().length; i++) {
      double x = i % 8 - 3.5;
      double y = i / 8 % 8 - 3.5;
      double toward = model.weights()[1][i] - model.weights()[0][i];
      double expected = Math.hypot(x, y) <= 4 ? Math.signum(toward) : 0;
      assertThat(patch.pixels()[i]).as("pixel %d", i).isEqualTo(expected);
    }
  }

  @Test
  void worksOnOtherExamplesAndStaysUnderItsDisk() {
    LinearModel model = model(3, 1);
    AdversarialPatch attack = new AdversarialPatch(2, 8, new Placement(0.8, 1, 10), 1.25, 150, 8);
    PlacedPatch patch = fit(attack, model, examples(8));
    Batch all = examples(40);
    int[] labels = model.labels(all.inputs());
    int[] heldOut = IntStream.range(8, 40).filter(n -> labels[n] != 2).toArray();
    Batch batch =
        new Batch(
            all.select(heldOut).inputs(),
            IntStream.of(heldOut).map(n -> labels[n]).toArray(),
            all.select(heldOut).ids());
    int[] goals = new int[heldOut.length];
    Arrays.fill(goals, 2);
    Trial trial =
        new Trial(model, batch, THREAT, new Criterion.Targeted(goals), Budget.untilSuccess());
    List<Outcome> outcomes = trial.run(patch, 5);
    long fooled = outcomes.stream().filter(outcome -> outcome.best() != null).count();
    assertThat(fooled).isGreaterThan(heldOut.length * 9L / 10);
    for (int n = 0; n < heldOut.length; n++) {
      assertThat(outcomes.get(n).queries()).isEqualTo(1);
      if (outcomes.get(n).best() != null) {
        float[] point = Objects.requireNonNull(outcomes.get(n).best()).point();
        assertThat(point[0])
            .as("the corner is bare")
            .isEqualTo(batch.inputs().getFloat(n, 0, 0, 0));
      }
    }
  }

  /** The gradient a patch receives, against central differences of the image it makes. */
  @Test
  void pullBackIsTheGradientOfCovering() {
    SplittableRandom random = new SplittableRandom(4);
    Warp warp = new Placement(0.3, 0.9, 40).draw(random, 5, 8, 7);
    double[] pixels = random.doubles(50).toArray();
    double[] direction = random.doubles(50, -1, 1).toArray();
    double[] image = random.doubles(112).toArray();
    double[] weights = random.doubles(112, -1, 1).toArray();
    double[] gradient = new double[50];
    Patch patch = new Patch(2, 5, pixels);
    patch.pullBack(weights, warp, gradient);
    double up = seen(patch.moved(direction, 0.5, -9, 9), image, warp, weights);
    double down = seen(patch.moved(direction, -0.5, -9, 9), image, warp, weights);
    double slope = IntStream.range(0, 50).mapToDouble(i -> gradient[i] * direction[i]).sum();
    assertThat(slope).isCloseTo(up - down, within(1e-9)).isNotZero();
  }

  private static double seen(Patch patch, double[] image, Warp warp, double[] weights) {
    double[] covered = image.clone();
    patch.cover(covered, warp);
    return IntStream.range(0, covered.length).mapToDouble(i -> covered[i] * weights[i]).sum();
  }

  @Test
  void sameSeedGivesTheSameBytes() {
    AdversarialPatch attack = new AdversarialPatch(1, 4, new Placement(0.3, 0.8, 20), 1, 5, 3);
    assertThat(fit(attack, model(3, 1), examples(5)).pixels())
        .isEqualTo(fit(attack, model(3, 1), examples(5)).pixels());
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new Placement(0.5, 0.2, 0))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "patch placement: expected scales in (0, 1] in ascending order, got 0.5 to 0.2.");
    assertThatThrownBy(() -> fit(AdversarialPatch.toward(3, 4), model(3, 1), examples(2)))
        .isInstanceOf(BadInput.class)
        .hasMessage("patch goal: expected a class of 0 to 2, got 3.");
    assertThatThrownBy(() -> fit(AdversarialPatch.toward(0, 4), model(3, 1), examples(2)))
        .isInstanceOf(BadInput.class)
        .hasMessage("adversarial patch: expected examples of other classes than 0, got none.");
    LinearModel tabular = new LinearModel(InputSpec.unit(3), new double[2][3], new double[2]);
    Batch rows = new Batch(Nd4j.zeros(1, 3), new int[] {1}, List.of("a"));
    assertThatThrownBy(() -> fit(AdversarialPatch.toward(0, 4), tabular, rows))
        .isInstanceOf(BadInput.class)
        .hasMessage("adversarial patch: expected a model of images [N,C,H,W], got [N,3].");
  }
}

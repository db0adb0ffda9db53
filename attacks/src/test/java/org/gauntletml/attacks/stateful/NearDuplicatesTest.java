package org.gauntletml.attacks.stateful;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Access;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Ledger;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.kit.LinearModel;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NearDuplicatesTest {
  private static final InputSpec IMAGE = InputSpec.unit(1, 28, 28);
  private static final Fingerprints FINGERPRINTS = new Fingerprints(IMAGE);

  private static float[] noise(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[IMAGE.features()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextDouble();
    }
    return x;
  }

  private static float[] changed(float[] x, int from, int to, float by) {
    float[] y = x.clone();
    for (int i = from; i < to; i++) {
      y[i] = Math.max(0, Math.min(1, y[i] + by));
    }
    return y;
  }

  private static int[] fingerprint(float[] x) {
    return FINGERPRINTS.of(x, 0);
  }

  private static int shared(float[] x, float[] y) {
    return Fingerprints.shared(fingerprint(x), fingerprint(y));
  }

  @Test
  void aFingerprintIsFiftyDifferentNumbersAscending() {
    int[] print = fingerprint(noise(1));
    assertThat(print).hasSize(50).isSorted().doesNotHaveDuplicates();
    assertThat(fingerprint(new float[784])).hasSize(50);
    float[] two = Arrays.copyOf(noise(2), 2 * 784);
    System.arraycopy(noise(1), 0, two, 784, 784);
    assertThat(FINGERPRINTS.of(two, 784)).isEqualTo(print);
  }

  @Test
  void aWindowThatChangesTakesAtMostItsOwnHashesAway() {
    float[] x = noise(3);
    assertThat(shared(x, x)).isEqualTo(50);
    assertThat(shared(x, changed(x, 400, 401, .5f))).isBetween(50 - 20, 50);
    assertThat(shared(x, noise(4))).isZero();
    int[] sizes =
        IntStream.of(1, 50, 200, 784).map(n -> shared(x, changed(x, 0, n, .4f))).toArray();
    assertThat(sizes).isSortedAccordingTo((a, b) -> Integer.compare(b, a));
    assertThat(sizes[3]).isZero();
  }

  @Test
  void rollingGivesTheHashOfTheWindowAlone() {
    float[] x = noise(5);
    InputSpec window = InputSpec.unit(Fingerprints.WINDOW);
    float[] head = Arrays.copyOf(x, Fingerprints.WINDOW);
    int[] alone = new Fingerprints(window).of(head, 0);
    assertThat(alone).hasSize(1);
    // the first window of a longer input has the salt of the short one
    InputSpec slightly = InputSpec.unit(Fingerprints.WINDOW + 30);
    int[] among = new Fingerprints(slightly).of(Arrays.copyOf(x, Fingerprints.WINDOW + 30), 0);
    assertThat(among).hasSize(31).contains(alone[0]);
  }

  @Test
  void aQueryIsComparedWithEveryEarlierOneOfItsExample() {
    NearDuplicates watcher = new NearDuplicates(IMAGE, 2);
    float[] a = noise(6);
    float[] b = noise(7);
    ask(watcher, new int[] {0, 1, 0}, a, a, b);
    assertThat(watcher.of(0)).isEqualTo(new Sighting(2, 0, 0));
    assertThat(watcher.of(1)).isEqualTo(new Sighting(1, 0, 0));
    ask(watcher, new int[] {0, 0, 1}, changed(a, 3, 4, .3f), noise(8), noise(9));
    assertThat(watcher.of(0)).isEqualTo(new Sighting(4, 1, 3));
    ask(watcher, new int[] {0, 1}, b, a);
    assertThat(watcher.of(0)).isEqualTo(new Sighting(5, 2, 3));
    assertThat(watcher.of(1)).isEqualTo(new Sighting(3, 1, 3));
  }

  @Test
  void sightingsAddUp() {
    assertThat(new Sighting(10, 0, 0).then(new Sighting(5, 2, 3)))
        .isEqualTo(new Sighting(15, 2, 13));
    assertThat(new Sighting(10, 4, 2).then(new Sighting(5, 2, 3)))
        .isEqualTo(new Sighting(15, 6, 2));
  }

  /** What the budget does not cover never reaches the model, nor whoever watches it. */
  @Test
  void theTargetShowsWhatReachesTheModel() {
    InputSpec input = InputSpec.unit(1);
    LinearModel model = new LinearModel(input, new double[][] {{0}, {8}}, new double[] {4, 0});
    NearDuplicates watcher = new NearDuplicates(input, 1);
    Ledger ledger =
        new Ledger(
            new Batch(Nd4j.zeros(1, 1), new int[1], List.of("a")),
            input,
            2,
            ThreatModel.smallest(Norm.LINF),
            new Criterion.Untargeted(),
            Budget.exhaustive().limitedTo(3),
            watcher);
    LabelTarget target = Access.LABEL.open(model, ledger);
    target.labels(Nd4j.createFromArray(new float[][] {{0}, {0.01f}}), new int[2]);
    target.labels(Nd4j.createFromArray(new float[][] {{.5f}, {0}, {0}}), new int[3]);
    assertThat(watcher.of(0)).isEqualTo(new Sighting(3, 1, 2));
  }

  private static void ask(NearDuplicates watcher, int[] rows, float[]... points) {
    INDArray batch = Nd4j.createFromArray(points).reshape('c', IMAGE.batch(points.length));
    watcher.asked(batch, rows);
  }
}

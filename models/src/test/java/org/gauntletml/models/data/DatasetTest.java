package org.gauntletml.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DatasetTest {
  private static final InputSpec PAIR = InputSpec.unit(2);
  private static final List<String> THREE = List.of("cat", "dog", "owl");

  /** Row i is (i/8, i/8 + 1/16), label i mod 3. */
  private static Dataset eight() {
    float[] values = new float[16];
    for (int i = 0; i < 8; i++) {
      values[2 * i] = i / 8f;
      values[2 * i + 1] = i / 8f + 1 / 16f;
    }
    int[] labels = IntStream.range(0, 8).map(i -> i % 3).toArray();
    return Dataset.numbered("eight", PAIR, array(values, 8, 2), labels, THREE);
  }

  private static INDArray array(float[] values, long... shape) {
    return Nd4j.create(values, shape, 'c');
  }

  @Test
  void selectCopiesRowsInTheGivenOrder() {
    Dataset chosen = eight().select(new int[] {5, 0});

    assertThat(chosen.inputs().data().asFloat()).containsExactly(.625f, .6875f, 0f, .0625f);
    assertThat(chosen.labels()).containsExactly(2, 0);
    assertThat(chosen.ids()).containsExactly("5", "0");
    assertThat(chosen.classNames()).isEqualTo(THREE);
  }

  @Test
  void selectionsAreIndependentOfTheirSource() {
    Dataset source = eight();
    Dataset chosen = source.select(new int[] {1});

    chosen.inputs().assign(0);

    assertThat(source.inputs().getFloat(1, 0)).isEqualTo(.125f);
  }

  @Test
  void headTakesTheFirstAndNeverMoreThanThereAre() {
    assertThat(eight().head(3).ids()).containsExactly("0", "1", "2");
    assertThat(eight().head(99).size()).isEqualTo(8);
  }

  @Test
  void samplesRepeatWithTheirSeedAndKeepTheOrder() {
    assertThat(eight().sample(4, 7).ids()).isEqualTo(eight().sample(4, 7).ids()).isSorted();
    assertThat(eight().sample(4, 7).ids()).isNotEqualTo(eight().sample(4, 8).ids());
    assertThat(eight().sample(5, 7).ids()).containsAll(eight().sample(4, 7).ids());
    assertThat(eight().sample(8, 7).ids()).isEqualTo(eight().ids());
  }

  @Test
  void samplesAreUniform() {
    int[] drawn = new int[8];
    for (int seed = 0; seed < 4000; seed++) {
      eight().sample(3, seed).ids().forEach(id -> drawn[Integer.parseInt(id)]++);
    }
    // binomial(4000, 3/8): mean 1500, standard deviation 31; five of those
    assertThat(IntStream.of(drawn).boxed()).allSatisfy(n -> assertThat(n).isBetween(1345, 1655));
  }

  @Test
  void fingerprintIsWhatNumPyComputes() {
    // x=[[0,.25],[.5,1]], y=[1,2]: sha256(x.astype('<f4').tobytes() + y.astype('<i4').tobytes())
    Dataset data =
        Dataset.numbered(
            "d", PAIR, array(new float[] {0, .25f, .5f, 1}, 2, 2), labels(1, 2), THREE);

    assertThat(data.sha256())
        .isEqualTo("4db404d210fc79e79f7d6d695516fa1df547765721c8f8c1bd280e70a3f718bd");
  }

  @Test
  void columnOrderInputsAreHeldInRowOrder() {
    INDArray columns = array(new float[] {0, .25f, .5f, 1}, 2, 2).dup('f');

    Dataset data = Dataset.numbered("d", PAIR, columns, labels(1, 2), THREE);

    assertThat(data.inputs().data().asFloat()).containsExactly(0, .25f, .5f, 1);
  }

  @Test
  void laterChangesToTheLabelArrayDoNotReachTheData() {
    int[] labels = labels(1, 2);
    Dataset data = Dataset.numbered("d", PAIR, array(new float[4], 2, 2), labels, THREE);

    labels[0] = 99;

    assertThat(data.labels()).containsExactly(1, 2);
  }

  @Test
  void refusesNonsense() {
    INDArray two = array(new float[4], 2, 2);

    assertRefused(two, labels(1), "d: expected one label for each of 2 inputs, got 1.");
    assertRefused(two, labels(), "d: expected at least one example, got none.");
    assertRefused(two, labels(0, 3), "d, example 1: expected a label from 0 to 2, got 3.");
    assertRefused(two, labels(-1, 0), "d, example 0: expected a label from 0 to 2, got -1.");
    assertRefused(
        array(new float[6], 2, 3), labels(0, 0), "d: expected inputs of shape [N,2], got [2, 3].");
    assertRefused(
        array(new float[] {0, 0, Float.NaN, 0}, 2, 2),
        labels(0, 0),
        "d, example 1, feature 0: expected values in [0.0, 1.0], got NaN.");
    assertRefused(
        array(new float[] {0, 200, 0, 0}, 2, 2),
        labels(0, 0),
        "d, example 0, feature 1: expected values in [0.0, 1.0], got 200.0.");
    assertThatThrownBy(
            () -> new Dataset("d", PAIR, two, labels(0, 0), List.of("a", "a"), List.of()))
        .isInstanceOf(BadInput.class)
        .hasMessage("d: expected every example once, got id \"a\" twice.");
    assertThatThrownBy(() -> new Dataset("d", PAIR, two, labels(0, 0), List.of("a"), List.of()))
        .isInstanceOf(BadInput.class)
        .hasMessage("d: expected one id for each of 2 examples, got 1.");
  }

  @Test
  void labelsWithoutClassNamesMayBeAnyClass() {
    Dataset data =
        Dataset.numbered("d", PAIR, array(new float[4], 2, 2), labels(0, 999), List.of());

    assertThat(data.labels()).containsExactly(0, 999);
  }

  private static void assertRefused(INDArray inputs, int[] labels, String message) {
    assertThatThrownBy(() -> Dataset.numbered("d", PAIR, inputs, labels, THREE))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(message);
  }

  private static int[] labels(int... labels) {
    return labels;
  }
}

package org.gauntletml.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class FloatRowsTest {
  private static INDArray batch() {
    return Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, Float.NaN, 6}, {7, 8, -0f}});
  }

  @Test
  void readsRowsInOrderWhateverTheMemory() {
    INDArray images = Nd4j.createFromArray(1f, 2, 3, 4, 5, 6, 7, 8).reshape('c', 2, 1, 2, 2);
    float[] row = new float[4];
    FloatRows.of(images).read(1, row);
    assertThat(row).containsExactly(5, 6, 7, 8);
    FloatRows.of(images.permute(0, 1, 3, 2)).read(1, row);
    assertThat(row).containsExactly(5, 7, 6, 8);
    FloatRows.of(images.get(NDArrayIndex.interval(1, 2))).read(0, row);
    assertThat(row).containsExactly(5, 6, 7, 8);
  }

  @Test
  void selectsRowsAsOftenAsAskedFor() {
    INDArray chosen = FloatRows.of(batch()).select(new int[] {2, 0, 2});
    assertThat(chosen.shape()).containsExactly(3, 3);
    assertThat(chosen.data().asFloat()).containsExactly(7, 8, -0f, 1, 2, 3, 7, 8, -0f);
  }

  @Test
  void overwritesTheRowsThatAreTaken() {
    INDArray to = Nd4j.zeros(3, 3);
    FloatRows.overwrite(new boolean[] {false, true, false}, batch(), to);
    assertThat(to.data().asFloat()).containsExactly(0, 0, 0, 4, Float.NaN, 6, 0, 0, 0);
  }

  @Test
  void eachLeavesItsArgumentsAlone() {
    INDArray x = batch();
    INDArray sum = FloatRows.each(FloatRowsTest::addTwice, x, x);
    assertThat(sum.data().asFloat()).containsExactly(3, 6, 9, 12, Float.NaN, 18, 21, 24, -0f);
    assertThat(x.data().asFloat()).isEqualTo(batch().data().asFloat());
  }

  @Test
  void changeWorksInPlaceAlsoWhereABatchIsGivenTwice() {
    INDArray x = batch();
    FloatRows.change(FloatRowsTest::addTwice, x, x);
    assertThat(x.data().asFloat()).containsExactly(3, 6, 9, 12, Float.NaN, 18, 21, 24, -0f);
  }

  /** Spoils both copies, which is no business of the batches. */
  private static void addTwice(int n, float[][] rows) {
    for (int i = 0; i < rows[0].length; i++) {
      rows[1][i] *= 2;
      rows[0][i] += rows[1][i];
    }
  }

  @Test
  void refusesOtherTypes() {
    assertThatThrownBy(() -> FloatRows.of(batch().castTo(DataType.DOUBLE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DOUBLE");
  }

  @Test
  void aDirectionLosesWhatWouldLeaveTheBoxAndNothingElse() {
    InputSpec box = new InputSpec(List.of(6L), -1, 2);
    float[] direction = {3e30f, -3e30f, 1e-40f, -5, 5, -0f};
    box.inward(direction, new float[] {2, 2, -1, -1, 1.9999999f, 0});
    assertThat(direction).containsExactly(0, -3e30f, 1e-40f, 0, 5, -0f);
  }
}

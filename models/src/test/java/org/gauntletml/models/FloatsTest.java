package org.gauntletml.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class FloatsTest {
  private static final INDArray MATRIX = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}});

  @Test
  void readsInRowMajorOrderWhateverTheLayout() {
    assertThat(Floats.of(MATRIX)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Floats.of(MATRIX.dup('f'))).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Floats.of(MATRIX.transpose())).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(Floats.of(MATRIX.getRow(1))).containsExactly(4, 5, 6);
    assertThat(Floats.of(MATRIX.getColumn(1))).containsExactly(2, 5);
    assertThat(Floats.of(MATRIX.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 3))))
        .containsExactly(2, 3, 5, 6);
    assertThat(Floats.of(MATRIX.reshape('c', 3, 2))).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void isACopyBothWays() {
    float[] values = {1, 2, 3, 4, 5, 6};
    INDArray array = Floats.array(values, 2, 3);
    values[0] = 9;
    assertThat(Floats.of(array)).containsExactly(1, 2, 3, 4, 5, 6);
    Floats.of(array)[1] = 9;
    assertThat(Floats.of(array)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(array.shape()).containsExactly(2, 3);
  }

  @Test
  void roundsNumbersOfOtherTypes() {
    assertThat(Floats.of(Nd4j.createFromArray(0.1, 2.0))).containsExactly(0.1f, 2);
    assertThat(Floats.of(MATRIX.gt(4))).containsExactly(0, 0, 0, 0, 1, 1);
  }
}

package org.gauntletml.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class FloatsTest {
  private final INDArray x = Nd4j.createFromArray(1f, 2, 3, 4, 5, 6).reshape('c', 2, 3);

  @Test
  void readsViewsAndOtherOrdersRowByRow() {
    assertThat(Floats.of(x)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Floats.of(x.permute(1, 0))).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(Floats.of(x.dup('f'))).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Floats.of(x.get(NDArrayIndex.interval(1, 2), NDArrayIndex.all())))
        .containsExactly(4, 5, 6);
    assertThat(Floats.of(x.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 3))))
        .containsExactly(2, 3, 5, 6);
  }

  @Test
  void refusesToReadOtherTypesAsFloats() {
    assertThatThrownBy(() -> Floats.of(x.castTo(DataType.DOUBLE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("floats of an array of type DOUBLE");
    assertThatThrownBy(() -> Floats.of(x.gt(3))).hasMessageEndingWith("BOOL");
  }

  /** The copy of a view is garbage while it is read; its memory must not go before. */
  @Test
  void theMemoryOfACopyOutlivesItsReading() {
    INDArray large = Nd4j.ones(2000, 300);
    for (int i = 0; i < 60; i++) {
      if (i % 10 == 0) {
        System.gc();
      }
      assertThat(Floats.of(large.permute(1, 0))).containsOnly(1f);
    }
  }
}

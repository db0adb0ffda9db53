package org.gauntletml.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1023, 1024, 2047, 2048, 2599})
  void findsTheFirstValueOutsideARange(int place) {
    INDArray many = Nd4j.ones(26, 100).muli(0.5f);
    assertThat(Floats.firstOutside(many, 0.5f, 0.5f)).isEqualTo(-1);
    float[] wrong = {0.49999997f, 0.50000006f, Float.NaN, Float.NEGATIVE_INFINITY, -0.5f, 1e38f};
    for (float value : wrong) {
      INDArray bad = many.dup();
      bad.putScalar(2599, value);
      bad.putScalar(place, value);
      assertThat(Floats.firstOutside(bad, 0.5f, 0.5f)).isEqualTo(place);
    }
    INDArray infinite = many.dup();
    infinite.putScalar(place, Float.POSITIVE_INFINITY);
    assertThat(Floats.firstOutside(infinite, -Float.MAX_VALUE, Float.MAX_VALUE)).isEqualTo(place);
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

package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class RowsTest {
  private static final INDArray YES =
      Nd4j.createFromArray(new float[][] {{1, Float.NaN}, {3, Float.POSITIVE_INFINITY}, {5, 6}});
  private static final INDArray NO =
      Nd4j.createFromArray(new float[][] {{-1, -2}, {-3, -0f}, {-5, -6}});

  @Test
  void movesAPointAlongADirection() {
    float[] point = {1, 2};
    Rows.move(point, 2, new float[] {1, -0.5f});
    assertThat(point).containsExactly(3, 1);
  }

  @Test
  void choosesWholeRowsExactlyWhateverTheyHold() {
    INDArray chosen = Rows.choose(new boolean[] {true, false, true}, YES, NO);
    assertThat(chosen.dup().data().asFloat()).containsExactly(1, Float.NaN, -3, -0f, 5, 6);
    assertThat(YES.getFloat(1, 0)).isEqualTo(3);
  }

  @Test
  void givesOneOfTheTwoWhereAllRowsComeFromIt() {
    assertThat(Rows.choose(new boolean[3], YES, NO)).isSameAs(NO);
    assertThat(Rows.choose(new boolean[] {true, true, true}, YES, NO)).isSameAs(YES);
  }

  @Test
  void copiesBatchesOfImagesToJavaRowByRow() {
    INDArray images = Nd4j.createFromArray(1f, 2, 3, 4, 5, 6, 7, 8).reshape('c', 2, 1, 2, 2);
    assertThat(Rows.doubles(images)).isDeepEqualTo(new double[][] {{1, 2, 3, 4}, {5, 6, 7, 8}});
    assertThat(Rows.doubles(images.permute(1, 0, 2, 3).permute(1, 0, 3, 2)))
        .isDeepEqualTo(new double[][] {{1, 3, 2, 4}, {5, 7, 6, 8}});
  }

  @Test
  void makesBatchesOfRowsInJava() {
    INDArray batch =
        Rows.batch(new double[][] {{1, 2, 3, 4}, {.1, 0, 0, 0}}, InputSpec.unit(1, 2, 2));
    assertThat(batch.shape()).containsExactly(2, 1, 2, 2);
    assertThat(batch.data().asFloat()).containsExactly(1, 2, 3, 4, .1f, 0, 0, 0);
  }

  @Test
  void spreadsRowsAmongZeros() {
    INDArray part = Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}});
    assertThat(Rows.spread(part, new int[] {2, 0}, 3).data().asFloat())
        .containsExactly(3, 4, 0, 0, 1, 2);
  }
}

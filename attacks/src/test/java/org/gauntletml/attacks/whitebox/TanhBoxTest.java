package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TanhBoxTest {
  @ParameterizedTest
  @CsvSource({"0, 1", "-2, 3", "0, 255"})
  void staysInTheBoxAndComesBack(double lower, double upper) {
    TanhBox box = new TanhBox(new InputSpec(List.of(5L), lower, upper));
    double width = upper - lower;
    INDArray x = Nd4j.createFromArray(new float[][] {{0, .1f, .5f, .75f, 1}});
    x.muli(width).addi(lower);

    INDArray back = box.leave(box.enter(x));

    box.input().check("test", back);
    box.input().check("test", box.leave(Nd4j.createFromArray(new float[][] {{-90, 90, 9, 0, 1}})));
    for (int i = 0; i < 5; i++) {
      assertThat(back.getDouble(i)).isCloseTo(x.getDouble(i), within(2e-6 * width));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "-2, 3"})
  void slopeIsThatOfTheMap(double lower, double upper) {
    TanhBox box = new TanhBox(new InputSpec(List.of(4L), lower, upper));
    INDArray w = Nd4j.createFromArray(new float[][] {{-1.5f, -.25f, 0, 2}});
    INDArray slope = box.slope(box.leave(w));
    double width = upper - lower;
    for (int i = 0; i < 4; i++) {
      double tanh = Math.tanh(w.getDouble(i));
      assertThat(slope.getDouble(i)).isCloseTo(width / 2 * (1 - tanh * tanh), within(1e-5));
    }
  }
}

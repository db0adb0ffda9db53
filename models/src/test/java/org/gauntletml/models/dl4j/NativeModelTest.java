package org.gauntletml.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gauntletml.models.wrapping.ImportOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's own layers, as we run them, against finite differences of the original's output. */
class NativeModelTest {
  static List<Zoo.Species> species() {
    return Zoo.all(Zoo.Ways.NATIVE);
  }

  @ParameterizedTest
  @MethodSource("species")
  void logitsAndGradientsAreThoseOfTheOriginal(Zoo.Species species) {
    Zoo.Specimen specimen = species.maker().make(DataType.DOUBLE);
    INDArray before = specimen.parameters().dup();
    NativeModel model =
        specimen
            .network()
            .nativeModel(specimen.network().entrance(species.input(), ImportOptions.DEFAULT));
    Oracle oracle = new Oracle(specimen, model);
    INDArray x = Oracle.random(3, species.input().batch(3));
    NativeModel.Pass pass = model.linearize(x);
    oracle.assertLogits(pass.logits(), x, 1e-9);
    INDArray cotangent = Oracle.cotangent(pass.logits().shape());
    oracle.assertGradient(pass.pullback(cotangent), x, cotangent);
    assertThat(specimen.parameters().sub(before).amaxNumber().doubleValue()).isZero();
  }
}

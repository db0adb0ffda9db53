package org.gauntletml.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.engine.Engine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every kind of layer as users get it: in FLOAT, on the runtime that is chosen by itself. */
class EngineTest {
  static List<Zoo.Species> species() {
    return Zoo.all();
  }

  @ParameterizedTest
  @MethodSource("species")
  void classifiersAgreeWithTheOriginal(Zoo.Species species) {
    Zoo.Specimen specimen = species.maker().make(DataType.FLOAT);
    INDArray x = Original.random(3, species.input().batch(3)).castTo(DataType.FLOAT);
    INDArray copy = x.dup();
    NativeModel model = specimen.network().nativeModel(species.input());
    try (Dl4jClassifier classifier =
            (Dl4jClassifier) specimen.network().classifier(species.input(), Engine.AUTO, 1);
        Linearization forward = classifier.linearize(x)) {
      assertThat(classifier.fallback().isEmpty()).isEqualTo(species.ways().include(Zoo.Ways.GRAPH));
      INDArray logits = classifier.logits(x);
      assertThat(logits.dataType()).isEqualTo(DataType.FLOAT);
      new Original(specimen, model).assertLogits(logits, x, 1e-5);
      assertThat(forward.logits().sub(logits).amaxNumber().doubleValue()).isLessThan(1e-6);
      if (species.ways() == Zoo.Ways.BOTH) {
        INDArray cotangent = Original.random(4, logits.shape()).subi(0.5).castTo(DataType.FLOAT);
        INDArray expected = model.linearize(x).pullback(cotangent);
        INDArray actual = forward.pullback(cotangent);
        assertThat(actual.sub(expected).amaxNumber().doubleValue())
            .isLessThan(1e-4 * Math.max(1e-2, expected.amaxNumber().doubleValue()));
      }
    }
    assertThat(x.sub(copy).amaxNumber().doubleValue()).isZero();
  }
}

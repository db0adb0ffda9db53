package org.gauntletml.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.graph.onnx.RuntimeChoice;
import org.gauntletml.models.wrapping.ImportOptions;
import org.jspecify.annotations.Nullable;
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
    INDArray x = Oracle.random(3, species.input().batch(3)).castTo(DataType.FLOAT);
    INDArray copy = x.dup();
    NativeModel model =
        specimen
            .network()
            .nativeModel(specimen.network().entrance(species.input(), ImportOptions.DEFAULT));
    Classifier wrapped = specimen.network().classifier(species.input(), RuntimeChoice.AUTO, 1);
    INDArray logits = wrapped.logits(x);
    assertThat(logits.dataType()).isEqualTo(DataType.FLOAT);
    new Oracle(specimen, model).assertLogits(logits, x, 1e-5);
    Optional<String> obstacle =
        wrapped instanceof Dl4jScores scores
            ? Optional.of(scores.reason())
            : ((Dl4jClassifier) wrapped).fallback();
    assertThat(obstacle.isEmpty()).isEqualTo(species.ways().include(Zoo.Ways.GRAPH));
    obstacle.ifPresent(why -> assertThat(why).matches("layer \\w+ \\([A-Za-z0-9]+\\): .*"));
    assertThat(wrapped instanceof Dl4jScores).isEqualTo(species.ways() == Zoo.Ways.SCORES);
    if (wrapped instanceof Dl4jClassifier classifier) {
      assertGradients(classifier, species.ways() == Zoo.Ways.GRAPH ? null : model, x, logits);
      classifier.close();
    }
    assertThat(x.sub(copy).amaxNumber().doubleValue()).isZero();
  }

  /**
   * @param model whose gradient is right too, or null
   */
  private static void assertGradients(
      Dl4jClassifier classifier, @Nullable NativeModel model, INDArray x, INDArray logits) {
    try (Linearization forward = classifier.linearize(x)) {
      assertThat(forward.logits().sub(logits).amaxNumber().doubleValue()).isLessThan(1e-6);
      if (model != null) {
        INDArray cotangent = Oracle.random(4, logits.shape()).subi(0.5).castTo(DataType.FLOAT);
        INDArray expected = model.linearize(x).pullback(cotangent);
        INDArray actual = forward.pullback(cotangent);
        assertThat(actual.sub(expected).amaxNumber().doubleValue())
            .isLessThan(1e-4 * Math.max(1e-2, expected.amaxNumber().doubleValue()));
      }
    }
  }
}

package org.gauntletml.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.gauntletml.models.graph.CompiledGraph;
import org.gauntletml.models.graph.Differentiation;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every kind of layer: the translated graph against DL4J's own layers, in double precision. */
class TranslationTest {
  static List<Zoo.Species> species() {
    return Zoo.all().stream().filter(Zoo.Species::translatable).toList();
  }

  @ParameterizedTest
  @MethodSource("species")
  void agreesWithTheNetworkInForwardAndBackward(Zoo.Species species) {
    Zoo.Specimen specimen = species.maker().make(DataType.DOUBLE);
    NativeModel model = specimen.network().nativeModel(species.input());
    Translation translation = specimen.network().translate(species.input(), model.form());
    Graph joint = Differentiation.joint(translation.graph());
    INDArray x = random(3, species.input().batch(3));
    NativeModel.Pass pass = model.linearize(x);
    INDArray cotangent = random(4, pass.logits().shape()).subi(0.5);
    try (CompiledGraph compiled = new Nd4jRuntime(DataType.DOUBLE).compile(joint)) {
      List<INDArray> results = List.copyOf(compiled.run(List.of(x, cotangent)).values());
      assertClose(results.get(0), pass.logits(), 1e-7);
      assertClose(results.get(1), pass.pullback(cotangent), 1e-7);
    }
  }

  private static void assertClose(INDArray actual, INDArray expected, double tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double scale = Math.max(1e-3, expected.amaxNumber().doubleValue());
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(tolerance * scale);
  }

  private static INDArray random(long seed, long[] shape) {
    long length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    double[] values = new SplittableRandom(seed).doubles(length).toArray();
    return Nd4j.createFromArray(values).reshape('c', shape);
  }
}

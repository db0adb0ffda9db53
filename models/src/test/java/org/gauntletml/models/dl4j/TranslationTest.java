package org.gauntletml.models.dl4j;

import java.util.List;
import org.gauntletml.models.graph.CompiledGraph;
import org.gauntletml.models.graph.Differentiation;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.gauntletml.models.wrapping.ImportOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every kind of layer as a graph, against finite differences of the original's output. */
class TranslationTest {
  static List<Zoo.Species> species() {
    return Zoo.all(Zoo.Ways.GRAPH);
  }

  @ParameterizedTest
  @MethodSource("species")
  void logitsAndGradientsAreThoseOfTheOriginal(Zoo.Species species) {
    Zoo.Specimen specimen = species.maker().make(DataType.DOUBLE);
    NativeModel model =
        specimen
            .network()
            .nativeModel(specimen.network().entrance(species.input(), ImportOptions.DEFAULT));
    Oracle oracle = new Oracle(specimen, model);
    Graph graph =
        specimen
            .network()
            .translate(
                specimen.network().entrance(species.input(), ImportOptions.DEFAULT),
                model.form(),
                Translation.Mode.INFERENCE)
            .graph();
    INDArray x = Oracle.random(3, species.input().batch(3));
    INDArray cotangent = Oracle.cotangent(new long[] {3, model.form().classes()});
    try (CompiledGraph compiled =
        new Nd4jRuntime(DataType.DOUBLE).compile(Differentiation.joint(graph))) {
      List<INDArray> results = List.copyOf(compiled.run(List.of(x, cotangent)).values());
      // ND4J rounds the constants of some activations to FLOAT
      oracle.assertLogits(results.get(0), x, 1e-7);
      oracle.assertGradient(results.get(1), x, cotangent);
    }
  }
}

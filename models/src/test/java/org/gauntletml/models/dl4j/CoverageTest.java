package org.gauntletml.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationPReLU;

/** No kind of layer that Deeplearning4j brings along is forgotten, and each has its case. */
class CoverageTest {
  /** Every kind of layer, vertex, preprocessor and activation that has a translation. */
  private static Set<Class<?>> translated() {
    return Stream.of(
            LayerTable.kinds(),
            VertexTable.kinds(),
            PreProcessorTable.kinds(),
            ActivationTable.kinds())
        .flatMap(Set::stream)
        .collect(Collectors.toSet());
  }

  @Test
  void everyTranslationHasANetworkThatIsComparedWithTheOriginal() {
    assertThat(Kinds.of(Zoo.all(Zoo.Ways.GRAPH))).containsAll(translated());
  }

  @Test
  void everyKindThatDeeplearning4jBringsIsTranslatedOrFallsBackOrIsRefused() {
    Set<Class<?>> all = new HashSet<>();
    all.addAll(Kinds.broughtBy(Layer.class, Layer.class));
    all.addAll(Kinds.broughtBy(Layer.class, GraphVertex.class));
    all.addAll(Kinds.broughtBy(Layer.class, InputPreProcessor.class));
    all.addAll(Kinds.broughtBy(IActivation.class, IActivation.class));
    assertThat(all).hasSizeGreaterThan(100);
    all.removeAll(Kinds.of(Zoo.all()));
    all.removeAll(Kinds.STRIPPED);
    all.removeAll(RefusedTest.KINDS);
    // has no slopes of its own: PReLULayer does
    assertThat(all).containsExactly(ActivationPReLU.class);
  }

  @Test
  void theReadmeTellsWhatIsSupported() throws IOException {
    Set<Class<?>> known = new HashSet<>(translated());
    known.addAll(Kinds.STRIPPED);
    Path readme = Path.of(System.getProperty("gauntlet.root"), "models/README.md");
    assertThat(Files.readAllLines(readme))
        .contains(
            row("layers", LayerTable.kinds()),
            row("vertices", VertexTable.kinds()),
            row("preprocessors", PreProcessorTable.kinds()),
            row("activations", ActivationTable.kinds()),
            row("Deeplearning4j's own layers", rest(Zoo.all(Zoo.Ways.NATIVE), known)),
            row("logits without gradients", rest(Zoo.all(Zoo.Ways.SCORES), known)),
            row("refused", RefusedTest.KINDS));
  }

  private static String row(String what, Collection<? extends Class<?>> kinds) {
    return kinds.stream()
        .map(Class::getSimpleName)
        .sorted()
        .collect(Collectors.joining(", ", "| " + what + " | ", " |"));
  }

  /** Kinds that a first look at the networks finds and that are not known yet. */
  private static Set<Class<?>> rest(List<Zoo.Species> species, Set<Class<?>> known) {
    Set<Class<?>> kinds = Kinds.of(species);
    kinds.removeAll(known);
    known.addAll(kinds);
    return kinds;
  }
}

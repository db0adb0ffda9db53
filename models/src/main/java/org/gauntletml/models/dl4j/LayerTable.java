package org.gauntletml.models.dl4j;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.Layer;

/** All kinds of layer that have a translation. */
final class LayerTable {
  private static final Map<Class<? extends Layer>, LayerTranslator<Layer>> TABLE =
      Stream.of(
              DenseTranslators.TABLE,
              ConvolutionTranslators.TABLE,
              PoolingTranslators.TABLE,
              ShapeTranslators.TABLE,
              NormTranslators.TABLE)
          .flatMap(List::stream)
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private LayerTable() {}

  static Set<Class<? extends Layer>> kinds() {
    return TABLE.keySet();
  }

  /**
   * @throws Untranslatable if the layer is of another kind
   */
  static Flow translate(Scope s, Layer conf, Flow x) {
    LayerTranslator<Layer> translator = TABLE.get(conf.getClass());
    if (translator == null) {
      throw s.refuse("there is no translation for this kind of layer");
    }
    return translator.translate(s, conf, x);
  }
}

package org.gauntletml.models.dl4j;

import java.util.Map;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Writes one kind of layer as graph nodes.
 *
 * @param <L> its configuration
 */
@FunctionalInterface
interface LayerTranslator<L extends Layer> {
  /**
   * @throws Untranslatable if this configuration of the layer has no translation
   */
  Flow translate(Scope s, L conf, Flow x);

  /** A row of the table of layers. */
  static <L extends Layer> Map.Entry<Class<? extends Layer>, LayerTranslator<Layer>> row(
      Class<L> kind, LayerTranslator<L> translator) {
    return Map.entry(kind, (s, conf, x) -> translator.translate(s, kind.cast(conf), x));
  }
}

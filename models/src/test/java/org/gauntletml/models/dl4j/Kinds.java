package org.gauntletml.models.dl4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/** Which kinds of layer, vertex, preprocessor and activation there are, and which a network has. */
final class Kinds {
  /** What says only how to train, and is taken away before anything else happens. */
  static final Set<Class<?>> STRIPPED =
      Set.of(FrozenLayer.class, FrozenLayerWithBackprop.class, FrozenVertex.class);

  private final Set<Class<?>> found = new HashSet<>();

  private Kinds() {}

  /** Those in any of the networks. */
  static Set<Class<?>> of(Collection<Zoo.Species> species) {
    Kinds kinds = new Kinds();
    for (Zoo.Species s : species) {
      s.maker().make(DataType.FLOAT).conf().getVertices().values().forEach(kinds::add);
    }
    return kinds.found;
  }

  private void add(GraphVertex vertex) {
    found.add(vertex.getClass());
    if (vertex instanceof LayerVertex layered) {
      add(layered.getLayerConf().getLayer());
      add(layered.getPreProcessor());
    } else if (vertex instanceof PreprocessorVertex alone) {
      add(alone.getPreProcessor());
    }
  }

  private void add(Layer layer) {
    found.add(layer.getClass());
    if (layer instanceof BaseLayer base) {
      found.add(base.getActivationFn().getClass());
    } else if (layer instanceof ActivationLayer alone) {
      found.add(alone.getActivationFn().getClass());
    } else if (layer instanceof BaseWrapperLayer wrapper) {
      add(wrapper.getUnderlying());
    } else if (layer instanceof Bidirectional both) {
      add(both.getFwd());
    }
  }

  private void add(@Nullable InputPreProcessor preProcessor) {
    if (preProcessor != null) {
      found.add(preProcessor.getClass());
    }
    if (preProcessor instanceof ComposableInputPreProcessor chain) {
      for (InputPreProcessor part : chain.getInputPreProcessors()) {
        add(part);
      }
    }
  }

  /** The concrete classes of a kind in the archive that another class comes from. */
  static Set<Class<?>> broughtBy(Class<?> inSameArchive, Class<?> kind) {
    try (JarFile archive =
        new JarFile(
            Path.of(inSameArchive.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toFile())) {
      return archive.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.contains("$"))
          .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
          .filter(name -> name.matches(".*\\.(conf|activations|preprocessors)\\..*"))
          .map(Kinds::load)
          .filter(c -> kind.isAssignableFrom(c) && !Modifier.isAbstract(c.getModifiers()))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Kinds.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}

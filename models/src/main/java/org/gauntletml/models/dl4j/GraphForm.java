package org.gauntletml.models.dl4j;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Both kinds of network as one kind of configuration, stripped of everything that only training
 * needs: dropout, weight noise, constraints, freezing. The layout of the parameter vector does not
 * change. The originals are not touched.
 */
final class GraphForm {
  private static final String INPUT = "input";

  private GraphForm() {}

  /** A stack of layers as a chain of vertices. */
  static ComputationGraphConfiguration of(MultiLayerConfiguration stack) {
    Map<String, GraphVertex> vertices = new LinkedHashMap<>();
    Map<String, List<String>> inputs = new LinkedHashMap<>();
    Set<String> taken = new HashSet<>(Set.of(INPUT));
    String previous = INPUT;
    for (int i = 0; i < stack.getConfs().size(); i++) {
      NeuralNetConfiguration conf = stack.getConf(i);
      String given = conf.getLayer().getLayerName();
      String name = given != null && taken.add(given) ? given : "layer" + i;
      taken.add(name);
      vertices.put(name, new LayerVertex(conf, stack.getInputPreProcess(i)));
      inputs.put(name, List.of(previous));
      previous = name;
    }
    return inference(
        vertices, inputs, List.of(INPUT), List.of(previous), stack.getDataType(), null);
  }

  static ComputationGraphConfiguration of(ComputationGraphConfiguration graph) {
    return inference(
        graph.getVertices(),
        graph.getVertexInputs(),
        graph.getNetworkInputs(),
        graph.getNetworkOutputs(),
        graph.getDataType(),
        graph);
  }

  private static ComputationGraphConfiguration inference(
      Map<String, GraphVertex> vertices,
      Map<String, List<String>> inputs,
      List<String> networkInputs,
      List<String> networkOutputs,
      DataType type,
      @Nullable ComputationGraphConfiguration order) {
    ComputationGraphConfiguration conf = new ComputationGraphConfiguration();
    vertices.forEach((name, vertex) -> conf.getVertices().put(name, inference(name, vertex)));
    inputs.forEach((name, from) -> conf.getVertexInputs().put(name, new ArrayList<>(from)));
    conf.setNetworkInputs(new ArrayList<>(networkInputs));
    conf.setNetworkOutputs(new ArrayList<>(networkOutputs));
    conf.setDataType(type);
    conf.setTrainingWorkspaceMode(WorkspaceMode.NONE);
    conf.setInferenceWorkspaceMode(WorkspaceMode.NONE);
    conf.setValidateOutputLayerConfig(false);
    conf.setDefaultConfiguration(new NeuralNetConfiguration.Builder().build());
    if (order != null) {
      // the order of vertices is the order of their parameters
      conf.setTopologicalOrder(order.getTopologicalOrder());
      conf.setTopologicalOrderStr(order.getTopologicalOrderStr());
    }
    return conf;
  }

  /** Vertices without a layer hold no state and are shared; cloning a merge loses its axis. */
  private static GraphVertex inference(String name, GraphVertex vertex) {
    if (vertex instanceof FrozenVertex frozen) {
      return inference(name, frozen.getUnderlying());
    }
    if (!(vertex instanceof LayerVertex original)) {
      return vertex;
    }
    LayerVertex copy = (LayerVertex) original.clone();
    Layer layer = inference(copy.getLayerConf().getLayer());
    layer.setLayerName(name);
    copy.getLayerConf().setLayer(layer);
    return copy;
  }

  private static Layer inference(Layer original) {
    if (original instanceof FrozenLayer frozen) {
      return inference(frozen.getLayer());
    }
    if (original instanceof FrozenLayerWithBackprop frozen) {
      return inference(frozen.getUnderlying());
    }
    Layer layer = original.clone();
    layer.setIDropout(null);
    layer.setConstraints(null);
    if (layer instanceof BaseLayer base) {
      base.setWeightNoise(null);
    }
    if (layer instanceof BaseWrapperLayer wrapper) {
      wrapper.setUnderlying(inference(wrapper.getUnderlying()));
    }
    if (layer instanceof Bidirectional both) {
      both.setFwd(inference(both.getFwd()));
      both.setBwd(inference(both.getBwd()));
    }
    return layer;
  }
}

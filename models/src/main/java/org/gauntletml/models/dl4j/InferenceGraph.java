package org.gauntletml.models.dl4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A private copy of a network for inference: training-only settings stripped, the final softmax or
 * sigmoid taken off, own parameters. One input, one output.
 */
final class InferenceGraph {
  private final ComputationGraph graph;
  private final Head head;
  private final Supplier<INDArray> parameters;

  /**
   * @param conf in {@link GraphForm}, changed here
   * @param parameters the original's parameter vector, copied now and at every {@link #refresh()}
   */
  InferenceGraph(ComputationGraphConfiguration conf, Supplier<INDArray> parameters) {
    this.head = Head.takeOff(conf);
    this.parameters = parameters;
    this.graph = new ComputationGraph(conf);
    INDArray values = parameters.get();
    graph.init(values == null || values.length() == 0 ? null : values.dup('c'), false);
  }

  /** Copies the original's parameters again. */
  void refresh() {
    if (graph.numParams() > 0) {
      graph.params().assign(parameters.get());
    }
  }

  Head head() {
    return head;
  }

  DataType type() {
    return graph.getConfiguration().getDataType();
  }

  ComputationGraph graph() {
    return graph;
  }

  String input() {
    return graph.getConfiguration().getNetworkInputs().get(0);
  }

  String output() {
    return graph.getConfiguration().getNetworkOutputs().get(0);
  }

  GraphVertex vertex(String name) {
    return Objects.requireNonNull(graph.getConfiguration().getVertices().get(name), name);
  }

  /** Kind of layer or vertex, as DL4J names it. */
  String kind(String name) {
    Object part =
        vertex(name) instanceof LayerVertex layered
            ? layered.getLayerConf().getLayer()
            : vertex(name);
    return part.getClass().getSimpleName();
  }

  List<String> inputsOf(String name) {
    return Objects.requireNonNull(graph.getConfiguration().getVertexInputs().get(name), name);
  }

  /** Names of the vertices that lead to the output, each after its inputs. */
  List<String> order() {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(output()));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (!name.equals(input()) && needed.add(name)) {
        open.addAll(inputsOf(name));
      }
    }
    List<String> order = new ArrayList<>();
    for (int index : graph.topologicalSortOrder()) {
      String name = graph.getVertices()[index].getVertexName();
      if (needed.contains(name)) {
        order.add(name);
      }
    }
    return order;
  }
}

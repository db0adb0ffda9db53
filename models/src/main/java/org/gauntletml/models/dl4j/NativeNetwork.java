package org.gauntletml.models.dl4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a network forward and backward in inference mode on DL4J's own layers, with its own loop
 * over the vertices and its own version of those layers whose backward pass DL4J gets wrong. Works
 * in the network's own data type.
 */
final class NativeNetwork {
  /** A step and where its inputs come from: indices of nodes, -1 for the network's input. */
  private record Node(String name, Step step, List<Integer> inputs) {}

  private static final int INPUT = -1;

  private final ComputationGraph graph;
  private final List<Node> nodes = new ArrayList<>();
  private final List<INDArray> kept = new ArrayList<>();
  private final Map<String, long[]> shapes = new HashMap<>();

  NativeNetwork(InferenceGraph network) {
    graph = network.graph();
    graph.initGradientsView();
    Map<String, Integer> index = new HashMap<>(Map.of(network.input(), INPUT));
    for (String name : network.order()) {
      List<Integer> inputs = network.inputsOf(name).stream().map(index::get).toList();
      for (Step step : Steps.of(network, name)) {
        nodes.add(new Node(name, step, inputs));
        inputs = List.of(nodes.size() - 1);
      }
      index.put(name, nodes.size() - 1);
    }
  }

  /**
   * The scores of a batch. They are lent, like everything that {@link #backward} needs, until the
   * next forward pass or {@link #forget()}.
   *
   * @param x taken over
   */
  INDArray forward(INDArray x) {
    forget();
    kept.add(x);
    graph.setInput(0, x); // some vertices read its number of time steps
    int batch = Math.toIntExact(x.size(0));
    List<INDArray> values = new ArrayList<>(nodes.size());
    for (Node node : nodes) {
      INDArray value =
          node.step.forward(
              node.inputs.stream().map(i -> i == INPUT ? x : values.get(i)).toList(), batch);
      values.add(value);
      shapes.put(node.name, value.shape());
      kept.add(value);
    }
    return values.get(values.size() - 1);
  }

  /** Shape of each vertex's result in the last forward pass, by name. */
  Map<String, long[]> shapes() {
    return shapes;
  }

  /**
   * Pulls a cotangent of the last forward pass's scores back to its input.
   *
   * @param cotangent taken over
   * @return fresh
   */
  INDArray backward(INDArray cotangent) {
    @Nullable INDArray[] pending = new INDArray[nodes.size()];
    List<INDArray> used = new ArrayList<>();
    INDArray dInput = null;
    pending[nodes.size() - 1] = cotangent;
    for (int n = nodes.size() - 1; n >= 0; n--) {
      INDArray arrived = pending[n];
      if (arrived == null) {
        throw new IllegalStateException("no cotangent reached vertex " + nodes.get(n).name);
      }
      used.add(arrived);
      List<INDArray> parts = nodes.get(n).step.backward(arrived);
      for (int i = 0; i < parts.size(); i++) {
        int from = nodes.get(n).inputs.get(i);
        if (from == INPUT) {
          dInput = sum(dInput, parts.get(i));
        } else {
          pending[from] = sum(pending[from], parts.get(i));
        }
      }
    }
    if (dInput == null) {
      throw new IllegalStateException("no cotangent reached the input");
    }
    INDArray fresh = dInput.dup('c');
    used.add(dInput);
    close(used);
    return fresh;
  }

  /** Gives back the memory of the last forward pass; the garbage collector would come too late. */
  void forget() {
    nodes.forEach(node -> node.step.forget());
    graph.clear();
    close(kept);
    kept.clear();
  }

  /** Arrays of the list may share memory. */
  private static void close(List<INDArray> arrays) {
    for (INDArray array : arrays) {
      if (!array.wasClosed() && array.closeable()) {
        array.close();
      }
    }
  }

  /** Never in place: the parts of one vertex may be one array. */
  private static INDArray sum(@Nullable INDArray so, INDArray more) {
    return so == null ? more : so.add(more);
  }
}

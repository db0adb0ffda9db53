package org.gauntletml.models.graph.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.CompiledGraph;
import org.gauntletml.models.graph.Execution;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compiled graphs that run one after the other as one: each reads inputs of the whole and outputs
 * of those before it, by name.
 */
record Chain(Graph graph, List<CompiledGraph> links) implements CompiledGraph {

  @Override
  public Execution bind(List<INDArray> inputs) {
    if (inputs.size() != graph.inputs().size()) {
      throw BadInput.of(OnnxRuntime.NAME, graph.inputs().size() + " inputs", inputs.size());
    }
    Map<String, INDArray> values = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      values.put(graph.inputs().get(i).name(), inputs.get(i));
    }
    List<Execution> executions = new ArrayList<>();
    try {
      for (CompiledGraph link : links) {
        Execution execution =
            link.bind(link.graph().inputs().stream().map(n -> named(values, n.name())).toList());
        executions.add(execution);
        int i = 0;
        for (String name : link.graph().outputs().keySet()) {
          values.put(name, execution.outputs().get(i++));
        }
      }
    } catch (RuntimeException e) {
      executions.forEach(Execution::close);
      throw e;
    }
    return new Steps(
        executions, graph.outputs().keySet().stream().map(name -> named(values, name)).toList());
  }

  private static INDArray named(Map<String, INDArray> values, String name) {
    @Nullable INDArray value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("nothing computes '" + name + "'");
    }
    return value;
  }

  @Override
  public void refresh(Map<String, Tensor> parameters) {
    for (CompiledGraph link : links) {
      Map<String, Node> own = link.graph().parameters();
      link.refresh(
          parameters.entrySet().stream()
              .filter(e -> own.containsKey(e.getKey()) || !isKnown(e.getKey()))
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
  }

  private boolean isKnown(String parameter) {
    return graph.parameters().containsKey(parameter);
  }

  @Override
  public void close() {
    links.forEach(CompiledGraph::close);
  }

  private record Steps(List<Execution> executions, List<INDArray> outputs) implements Execution {
    @Override
    public void run() {
      executions.forEach(Execution::run);
    }

    @Override
    public void close() {
      executions.forEach(Execution::close);
    }
  }
}

package org.gauntletml.models.graph.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * of those before it, by name. What none of the later ones reads makes room for what they compute.
 */
record Chain(Graph graph, List<OnnxGraph> links) implements CompiledGraph {

  @Override
  public Execution bind(List<INDArray> inputs) {
    if (inputs.size() != graph.inputs().size()) {
      throw BadInput.of(OnnxRuntime.NAME, graph.inputs().size() + " inputs", inputs.size());
    }
    Map<String, INDArray> values = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      values.put(graph.inputs().get(i).name(), inputs.get(i));
    }
    Map<String, Integer> reads = reads();
    List<Execution> executions = new ArrayList<>();
    Buffers buffers = new Buffers();
    try {
      for (OnnxGraph link : links) {
        List<String> read = link.graph().inputs().stream().map(Node::name).toList();
        OnnxExecution execution =
            link.bind(read.stream().map(name -> named(values, name)).toList(), buffers);
        executions.add(execution);
        int i = 0;
        for (String name : link.graph().outputs().keySet()) {
          values.put(name, execution.outputs().get(i++));
        }
        execution.scratch().forEach(buffers::give);
        for (String name : read) {
          if (reads.merge(name, -1, Integer::sum) == 0) {
            buffers.give(named(values, name));
          }
        }
      }
    } catch (RuntimeException e) {
      executions.forEach(Execution::close);
      buffers.close();
      throw e;
    }
    return new Steps(
        executions, graph.outputs().keySet().stream().map(name -> named(values, name)).toList());
  }

  /** How often each value is read: by links, once by the caller, and by the owner of an input. */
  private Map<String, Integer> reads() {
    return Stream.of(
            links.stream().flatMap(link -> link.graph().inputs().stream()).map(Node::name),
            graph.inputs().stream().map(Node::name),
            graph.outputs().keySet().stream())
        .flatMap(names -> names)
        .collect(Collectors.toMap(name -> name, name -> 1, Integer::sum));
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

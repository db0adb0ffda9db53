package org.gauntletml.models.graph.nd4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.CompiledGraph;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.Execution;
import org.gauntletml.models.graph.Folding;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.Layout;
import org.gauntletml.models.graph.Leaf;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A graph with its constants in native memory; what they imply has been computed. */
final class Nd4jGraph implements CompiledGraph {
  private final Graph graph;
  private final DataType precision;
  private final Graph main;
  private final Map<String, INDArray> leaves = new HashMap<>();
  private final Map<String, Leaf.Constant> constants = new LinkedHashMap<>();
  private final @Nullable Execution folding;
  private volatile boolean closed;

  Nd4jGraph(Graph graph, DataType precision) {
    this.graph = graph;
    this.precision = precision;
    Graph lowered = Nd4jLowering.lower(graph);
    Nd4jRuntime.check(lowered);
    Folding split = Folding.of(lowered);
    this.main = split.main();
    for (Node node : lowered.nodes()) {
      if (node.op() instanceof Leaf.Constant constant) {
        constants.put(node.name(), constant);
        leaves.put(node.name(), allocate(constant.value()));
        fill(node.name(), constant.value());
      }
    }
    this.folding = split.constants().map(this::fold).orElse(null);
  }

  /** Values that are their input's memory seen in another shape. */
  static boolean isAlias(Node node) {
    return node.op() instanceof Layout.Reshape;
  }

  @SuppressWarnings("try")
  private INDArray allocate(Tensor value) {
    DataType type = value.element() == ElementType.REAL ? precision : DataType.INT64;
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return value.shape().rank() == 0
          ? Nd4j.scalar(type, 0)
          : Nd4j.createUninitializedDetached(type, 'c', value.shape().dims());
    }
  }

  private Execution fold(Graph constants) {
    List<INDArray> inputs = new ArrayList<>();
    for (Node input : constants.inputs()) {
      inputs.add(leaf(input.name()));
    }
    Execution execution = new Nd4jExecution(constants, Map.of(), precision, inputs, () -> false);
    execution.run();
    return execution;
  }

  private INDArray leaf(String name) {
    INDArray leaf = leaves.get(name);
    if (leaf == null) {
      throw new IllegalStateException("no constant '" + name + "'");
    }
    return leaf;
  }

  private void fill(String name, Tensor value) {
    INDArray leaf = leaf(name);
    switch (leaf.dataType()) {
      case FLOAT -> leaf.data().asNioFloat().put(0, value.floats());
      case DOUBLE -> leaf.data().asNioDouble().put(0, value.doubles());
      default -> leaf.data().asNioLong().put(0, value.longs());
    }
  }

  @Override
  public Graph graph() {
    return graph;
  }

  @Override
  public Execution bind(List<INDArray> inputs) {
    checkOpen();
    List<INDArray> all = new ArrayList<>(inputs);
    if (inputs.size() != graph.inputs().size()) {
      throw BadInput.of("runtime nd4j", graph.inputs().size() + " inputs", inputs.size());
    }
    if (folding != null) {
      all.addAll(folding.outputs());
    }
    return new Nd4jExecution(main, leaves, precision, all, () -> closed);
  }

  @Override
  public void refresh(Map<String, Tensor> parameters) {
    checkOpen();
    parameters.forEach(
        (name, value) -> {
          Leaf.Constant constant = constants.get(name);
          if (constant == null || constant.literal()) {
            throw BadInput.of("refresh", "a parameter of the graph", "'" + name + "'");
          }
          if (!constant.value().type().equals(value.type())) {
            throw BadInput.of(
                "refresh of '" + name + "'", constant.value().type().toString(), value.type());
          }
          fill(name, value);
        });
    if (folding != null) {
      folding.run();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("runtime nd4j: the compiled graph is closed");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (folding != null) {
        folding.close();
      }
      leaves.values().forEach(INDArray::close);
    }
  }
}

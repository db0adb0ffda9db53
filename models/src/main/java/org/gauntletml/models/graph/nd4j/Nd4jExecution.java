package org.gauntletml.models.graph.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.Execution;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.Leaf;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One graph at one batch size: all memory is laid out and all native operations are prepared when
 * it is made, so that a run allocates nothing.
 */
final class Nd4jExecution implements Execution {
  private final Arena arena;
  private final List<Runnable> steps = new ArrayList<>();
  private final List<INDArray> outputs = new ArrayList<>();
  private final Map<Node, INDArray> values = new HashMap<>();
  private final Map<Node, Arena.Slot> slots = new HashMap<>();
  private final Map<Node, Integer> uses;
  private final BooleanSupplier graphClosed;
  private boolean closed;

  @SuppressWarnings("try")
  Nd4jExecution(
      Graph graph,
      Map<String, INDArray> leaves,
      DataType precision,
      List<INDArray> inputs,
      BooleanSupplier graphClosed) {
    this.arena = new Arena(precision);
    this.graphClosed = graphClosed;
    this.uses = graph.uses();
    long batch = batch(graph, inputs, arena);
    for (int i = 0; i < inputs.size(); i++) {
      values.put(graph.inputs().get(i), inputs.get(i));
    }
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      Map<Node, INDArray> results = new HashMap<>();
      for (Node output : graph.outputs().values()) {
        results.computeIfAbsent(output, o -> arena.array(o.type().element(), o.shape().at(batch)));
      }
      for (Node node : graph.nodes()) {
        @Nullable INDArray leaf = leaves.get(node.name());
        if (node.op() instanceof Leaf.Constant && leaf != null) {
          values.put(node, leaf);
        } else if (!(node.op() instanceof Leaf)) {
          bind(node, batch, results.get(node));
        }
        if (node.op() instanceof Leaf && results.containsKey(node)) {
          steps.add(Site.copy(value(node), require(results.get(node))));
        }
      }
      graph.outputs().values().forEach(output -> outputs.add(require(results.get(output))));
    }
  }

  /** The batch size that all inputs agree on. */
  private static long batch(Graph graph, List<INDArray> inputs, Arena arena) {
    long batch = -1;
    for (int i = 0; i < inputs.size(); i++) {
      Node input = graph.inputs().get(i);
      INDArray array = inputs.get(i);
      Shape shape = input.shape();
      String who = "input '" + input.name() + "' of runtime nd4j";
      DataType type = arena.type(input.type().element());
      if (array.dataType() != type) {
        throw BadInput.of(who, "an array of type " + type, array.dataType());
      }
      int axis = shape.batchAxis();
      if (axis >= 0 && batch < 0 && array.rank() == shape.rank()) {
        batch = array.size(axis) / -shape.dim(axis);
      }
      if (batch == 0 || !Arrays.equals(array.shape(), shape.at(Math.max(batch, 1)))) {
        throw BadInput.of(
            who,
            "shape " + shape + (batch > 0 ? " with N = " + batch : " with N from 1"),
            Arrays.toString(array.shape()));
      }
      if (!Arena.isDense(array)) {
        throw BadInput.of(
            who, "a dense array in 'c' order", "strides " + Arrays.toString(array.stride()));
      }
    }
    return Math.max(batch, 1);
  }

  private void bind(Node node, long batch, @Nullable INDArray result) {
    long[] shape = node.shape().at(batch);
    if (Nd4jGraph.isAlias(node)) {
      alias(node, shape);
      if (result != null) {
        steps.add(Site.copy(value(node), result));
      }
    } else {
      INDArray out = result != null ? result : room(node, shape);
      values.put(node, out);
      List<INDArray> inputs = node.inputs().stream().map(this::value).toList();
      Site site = new Site(node, inputs, out, arena);
      steps.add(Kernels.ALL.bind(node.op(), site));
      site.done();
    }
    node.inputs().forEach(this::used);
  }

  private void alias(Node node, long[] shape) {
    Node input = node.input(0);
    INDArray source = value(input);
    values.put(
        node,
        source.rank() == 0
            ? source.reshape(shape)
            : Arena.view(source, 0, shape, Arena.strides(shape)));
    Arena.Slot slot = slots.get(input);
    if (slot != null) {
      slot.uses += uses.getOrDefault(node, 0);
      slots.put(node, slot);
    }
  }

  /**
   * Memory for a node's value: the first input's, if the operation can and nobody reads it later.
   */
  private INDArray room(Node node, long[] shape) {
    Node first = node.input(0);
    Arena.Slot slot = slots.get(first);
    if (slot == null
        || !Kernels.ALL.inPlace(node.op())
        || slot.uses > 1
        || !first.type().equals(node.type())) {
      ElementType element = node.type().element();
      slot = arena.slot(element, Shape.product(shape));
    }
    slot.uses += uses.getOrDefault(node, 0);
    slots.put(node, slot);
    return Arena.view(slot, shape);
  }

  private void used(Node input) {
    Arena.Slot slot = slots.get(input);
    if (slot != null && --slot.uses == 0) {
      arena.release(slot);
    }
  }

  private INDArray value(Node node) {
    return require(values.get(node));
  }

  private static INDArray require(@Nullable INDArray array) {
    if (array == null) {
      throw new IllegalStateException("a value was not computed before its use");
    }
    return array;
  }

  @Override
  public void run() {
    if (closed || graphClosed.getAsBoolean()) {
      throw new IllegalStateException("runtime nd4j: the execution is closed");
    }
    for (Runnable step : steps) {
      step.run();
    }
  }

  @Override
  public List<INDArray> outputs() {
    return outputs;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      steps.clear();
      arena.close();
    }
  }
}

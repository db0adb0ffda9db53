package org.gauntletml.models.graph.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.Execution;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Memory of ND4J arrays, cut into pieces of the batch, as tensors of ONNX Runtime. */
final class OnnxExecution implements Execution {
  /** One piece of the batch: named tensors over parts of the arrays' memory. */
  private record Piece(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {}

  /** What a piece adds to a result that the examples share. */
  private record Part(INDArray whole, INDArray more) {}

  private final OnnxGraph owner;
  private final Buffers buffers;
  private final Workers workers;
  private final List<INDArray> inputs;
  private final List<INDArray> outputs = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final List<Piece> pieces = new ArrayList<>();
  private @Nullable Program bound;
  private boolean closed;

  /**
   * @param buffers for results; closed with this
   */
  OnnxExecution(
      OnnxGraph owner, List<INDArray> inputs, Workers workers, Pieces division, Buffers buffers) {
    this.owner = owner;
    this.buffers = buffers;
    this.workers = workers;
    this.inputs = List.copyOf(inputs);
    Graph graph = owner.graph();
    long batch = check(graph, inputs);
    for (Node node : graph.outputs().values()) {
      outputs.add(buffers.take(type(node), node.shape().at(batch)));
    }
    int count = division.count(batch, workers.threads());
    try {
      for (int i = 0; i < count; i++) {
        pieces.add(piece(division.sums(), batch * i / count, batch * (i + 1) / count));
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime refused memory", e);
    }
  }

  /** The first piece alone computes what does not depend on the examples of a piece. */
  private Piece piece(Set<Node> sums, long from, long to) throws OrtException {
    Graph graph = owner.graph();
    Map<String, OnnxTensor> in = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      Node node = graph.inputs().get(i);
      in.put(node.name(), tensor(node, inputs.get(i), from, to));
    }
    Map<String, OnnxTensor> out = new HashMap<>();
    int i = 0;
    for (Map.Entry<String, Node> output : graph.outputs().entrySet()) {
      Node node = output.getValue();
      INDArray whole = outputs.get(i++);
      if (from == 0 || !node.shape().isStatic()) {
        out.put(output.getKey(), tensor(node, whole, from, to));
      } else if (sums.contains(node)) {
        out.put(output.getKey(), tensor(node, part(whole), from, to));
      }
    }
    return new Piece(in, out);
  }

  /** Room for what a piece adds to a result that the examples share. */
  private INDArray part(INDArray whole) {
    INDArray part = buffers.take(whole.dataType(), whole.shape());
    parts.add(new Part(whole, part));
    return part;
  }

  /** Examples {@code from} to {@code to} of an array, in place. */
  private static OnnxTensor tensor(Node node, INDArray array, long from, long to)
      throws OrtException {
    long perExample = node.shape().isStatic() ? 0 : -node.shape().size();
    long[] dims = node.shape().at(to - from);
    int start = Math.toIntExact(from * perExample);
    int length = Math.toIntExact(Shape.product(dims));
    OrtEnvironment env = OrtEnvironment.getEnvironment();
    return switch (node.type().element()) {
      case REAL ->
          OnnxTensor.createTensor(env, array.data().asNioFloat().slice(start, length), dims);
      case INTEGER ->
          OnnxTensor.createTensor(env, array.data().asNioLong().slice(start, length), dims);
      case BOOLEAN ->
          OnnxTensor.createTensor(
              env, array.data().asNio().slice(start, length), dims, OnnxJavaType.BOOL);
    };
  }

  private static DataType type(Node node) {
    return switch (node.type().element()) {
      case REAL -> DataType.FLOAT;
      case INTEGER -> DataType.INT64;
      case BOOLEAN -> DataType.BOOL;
    };
  }

  private static long check(Graph graph, List<INDArray> inputs) {
    if (inputs.size() != graph.inputs().size()) {
      throw BadInput.of(OnnxRuntime.NAME, graph.inputs().size() + " inputs", inputs.size());
    }
    long batch = 1;
    boolean first = true;
    for (int i = 0; i < inputs.size(); i++) {
      Node node = graph.inputs().get(i);
      INDArray array = inputs.get(i);
      String who = "input '" + node.name() + "'";
      if (array.dataType() != type(node)) {
        throw BadInput.of(who, "type " + type(node), array.dataType());
      }
      if (array.ordering() != 'c' || array.isView()) {
        throw BadInput.of(who, "a dense array in 'c' order", "a view or another order")
            .hint("Pass a copy: x.dup('c')");
      }
      int axis = node.shape().batchAxis();
      if (axis >= 0 && first && array.rank() > axis) {
        batch = array.size(axis) / -node.shape().dim(axis);
        first = false;
      }
      if (batch < 1 || !Arrays.equals(array.shape(), node.shape().at(batch))) {
        throw BadInput.of(who, "shape " + node.shape(), Arrays.toString(array.shape()));
      }
    }
    return batch;
  }

  @Override
  public void run() {
    if (closed) {
      throw new IllegalStateException("the execution is closed");
    }
    Program program = owner.program();
    if (program != bound) {
      pieces.forEach(piece -> piece.inputs.putAll(program.given()));
      bound = program;
    }
    workers.run(pieces.size(), i -> run(program, pieces.get(i)));
    parts.forEach(part -> part.whole.addi(part.more));
  }

  private static void run(Program program, Piece piece) {
    try {
      program.run(piece.inputs, piece.outputs);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  @Override
  public List<INDArray> outputs() {
    return outputs;
  }

  /** What holds nothing between runs. */
  List<INDArray> scratch() {
    return parts.stream().map(Part::more).toList();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      for (Piece piece : pieces) {
        Map<String, OnnxTensor> own = new HashMap<>(piece.inputs);
        if (bound != null) {
          own.keySet().removeAll(bound.given().keySet());
        }
        own.values().forEach(OnnxTensor::close);
        piece.outputs.values().forEach(OnnxTensor::close);
      }
      buffers.close();
    }
  }
}

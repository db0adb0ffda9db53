package org.gauntletml.models.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.assembly.NamedNode;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A SameDiff graph being written down as a list of ONNX operators. */
final class Listing {
  private final List<NamedNode> nodes = new ArrayList<>();
  private final Map<String, Tensor> constants = new LinkedHashMap<>();
  private final Map<String, INDArray> arrays = new HashMap<>();
  private final Map<String, Integer> ranks;
  private int made;

  /**
   * @param ranks of the values that depend on the input, with the batch
   */
  Listing(SameDiff graph, Map<String, Integer> ranks) {
    this.ranks = ranks;
    graph
        .variables()
        .forEach(
            variable -> {
              if (variable.isConstant() || variable.getVariableType().name().equals("VARIABLE")) {
                arrays.put(variable.name(), variable.getArr());
              }
            });
  }

  List<NamedNode> nodes() {
    return nodes;
  }

  /** What the nodes refer to, by name. */
  Map<String, Tensor> constants() {
    return constants;
  }

  /** Writes an operation down; one without a spelling keeps its name, which nobody knows. */
  void add(Operation op) {
    op.inputs().forEach(this::keep);
    Spelling spelling = Spellings.TABLE.get(op.kind());
    int before = nodes.size();
    if (spelling == null || !spelling.write(this, op)) {
      nodes.subList(before, nodes.size()).clear();
      nodes.add(
          new NamedNode(op.name(), "SameDiff " + op.kind(), op.inputs(), op.outputs(), Map.of()));
    }
  }

  private void keep(String name) {
    INDArray array = arrays.get(name);
    if (array != null && !constants.containsKey(name)) {
      constants.put(name, tensor(array));
    }
  }

  private static Tensor tensor(INDArray array) {
    INDArray plain = array.dup('c');
    DataType type = plain.dataType();
    long[] shape = plain.shape();
    if (type == DataType.DOUBLE) {
      return Tensor.of(plain.data().asDouble(), shape);
    }
    return type.isFPType()
        ? Tensor.of(plain.castTo(DataType.FLOAT).data().asFloat(), shape)
        : Tensor.of(plain.castTo(DataType.INT64).data().asLong(), shape);
  }

  /** Axes of a value, the batch among them; 0 if unknown. */
  int rank(String name) {
    INDArray array = arrays.get(name);
    return array == null ? ranks.getOrDefault(name, 0) : array.rank();
  }

  boolean isConstant(String name) {
    return arrays.containsKey(name);
  }

  /** Dimensions of a constant. */
  long[] shape(String name) {
    return Objects.requireNonNull(arrays.get(name)).shape();
  }

  /** Integers of a constant. */
  long[] longs(String name) {
    return Objects.requireNonNull(arrays.get(name)).dup('c').castTo(DataType.INT64).data().asLong();
  }

  /** A new constant; returns its name. */
  String constant(Tensor value) {
    String name = fresh();
    constants.put(name, value);
    return name;
  }

  String scalar(double value) {
    return constant(Tensor.scalar(value));
  }

  /** A step on the way to an operation's result; returns its name. */
  String step(Operation op, String operator, Map<String, Object> attributes, String... inputs) {
    String name = fresh();
    nodes.add(new NamedNode(op.name(), operator, Arrays.asList(inputs), List.of(name), attributes));
    return name;
  }

  /** What an operation results in. */
  boolean result(Operation op, String operator, Map<String, Object> attributes, String... inputs) {
    nodes.add(
        new NamedNode(
            op.name(), operator, Arrays.asList(inputs), List.of(op.outputs().get(0)), attributes));
    return true;
  }

  /** Values of an attribute. */
  static List<Long> boxed(long... values) {
    return LongStream.of(values).boxed().toList();
  }

  private String fresh() {
    return "//" + made++;
  }
}

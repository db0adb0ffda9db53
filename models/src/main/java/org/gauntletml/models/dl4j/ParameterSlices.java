package org.gauntletml.models.dl4j;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of a network as slices of its one flat vector. DL4J keeps dense weights in
 * column-major order; such a slice is declared as the transpose that lies in memory, so that
 * reading all parameters again is one pass over the vector.
 */
final class ParameterSlices {
  /** A parameter in the vector of all. */
  record Slice(int offset, int length, long[] shape, boolean columnMajor) {}

  private final Map<String, Slice> slices = new HashMap<>();
  private final Map<String, Slice> declared = new LinkedHashMap<>();
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, Node> followed = new LinkedHashMap<>();
  private final INDArray values;

  /**
   * @param graph tells where each parameter lies
   * @param values the parameter vector to take values from
   */
  ParameterSlices(ComputationGraph graph, INDArray values) {
    this.values = values;
    for (var layer : graph.getLayers()) {
      String owner = layer.conf().getLayer().getLayerName();
      layer
          .paramTable()
          .forEach((key, parameter) -> locate(owner + "/" + key, parameter, graph.params()));
    }
  }

  private void locate(String name, INDArray parameter, INDArray all) {
    boolean dense = parameter.elementWiseStride() == 1 || parameter.length() == 1;
    boolean columnMajor = parameter.ordering() == 'f' && !parameter.isVectorOrScalar();
    long offset = parameter.offset() - all.offset();
    if (dense && offset >= 0 && offset + parameter.length() <= all.length()) {
      slices.put(
          name,
          new Slice(
              Math.toIntExact(offset),
              Math.toIntExact(parameter.length()),
              parameter.shape(),
              columnMajor));
    }
  }

  /**
   * @throws Untranslatable if the layer has no such parameter in one piece
   */
  Node declare(GraphBuilder b, String owner, String key) {
    String name = owner + "/" + key;
    Slice slice = slices.get(name);
    if (slice == null) {
      throw new Untranslatable("parameter " + key + " does not lie in one piece");
    }
    declared.put(name, slice);
    Node raw = nodes.computeIfAbsent(name, n -> b.parameter(n, tensor(slice, values)));
    int rank = slice.shape.length;
    return slice.columnMajor
        ? b.transpose(raw, IntStream.range(0, rank).map(i -> rank - 1 - i).toArray())
        : raw;
  }

  /** Notes a step that a parameter takes with every batch, in the shape of a vector. */
  void follow(String owner, String key, Node step) {
    followed.put(owner + "/" + key, step);
  }

  /** Steps of parameters that follow the batch, by parameter. */
  Map<String, Node> followed() {
    return followed;
  }

  /** Where the declared parameters lie. */
  List<Slice> slices() {
    return List.copyOf(declared.values());
  }

  /** Writes values of declared parameters, in memory order, to their places; others stay. */
  void gather(Function<String, @Nullable INDArray> of, FloatBuffer into) {
    declared.forEach(
        (name, slice) -> {
          INDArray value = of.apply(name);
          if (value != null) {
            into.slice(slice.offset, slice.length)
                .put(value.data().asNioFloat().slice(0, slice.length));
          }
        });
  }

  /** The declared parameters, read from a parameter vector of the same layout. */
  Map<String, Tensor> read(INDArray from) {
    Map<String, Tensor> read = new LinkedHashMap<>();
    declared.forEach((name, slice) -> read.put(name, tensor(slice, from)));
    return read;
  }

  private static Tensor tensor(Slice slice, INDArray from) {
    long[] shape =
        slice.columnMajor
            ? LongStream.range(0, slice.shape.length)
                .map(i -> slice.shape[(int) (slice.shape.length - 1 - i)])
                .toArray()
            : slice.shape;
    if (from.dataType() == DataType.DOUBLE) {
      double[] values = new double[slice.length];
      DoubleBuffer buffer = from.data().asNioDouble();
      buffer.get(slice.offset, values);
      return Tensor.of(values, shape);
    }
    float[] values = new float[slice.length];
    FloatBuffer buffer = from.data().asNioFloat();
    buffer.get(slice.offset, values);
    return Tensor.of(values, shape);
  }
}

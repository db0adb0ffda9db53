package org.gauntletml.models.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.CompiledGraph;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.gauntletml.models.wrapping.InputEdge;
import org.gauntletml.models.wrapping.InputShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A translated model beside ONNX Runtime running the file. */
final class Comparison {
  /** Largest difference that rounding explains, relative to the largest value. */
  static final double TOLERANCE = 1e-4;

  private static final long SEED = 20170908;

  private Comparison() {}

  /** A seeded batch within the bounds. */
  static INDArray examples(InputSpec input, int rows) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] values = new float[rows * input.features()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(input.lower(), input.upper());
    }
    return Nd4j.createFromArray(values).reshape('c', input.batch(rows));
  }

  /** Largest difference relative to the largest expected value; infinite for NaN. */
  static double difference(double[][] expected, double[][] actual) {
    double scale = 1e-6;
    double worst = expected.length == actual.length ? 0 : Double.POSITIVE_INFINITY;
    for (int n = 0; n < Math.min(expected.length, actual.length); n++) {
      if (expected[n].length != actual[n].length) {
        return Double.POSITIVE_INFINITY;
      }
      for (int k = 0; k < expected[n].length; k++) {
        double off = Math.abs(expected[n][k] - actual[n][k]);
        worst = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(worst, off);
        scale = Math.max(scale, Math.abs(expected[n][k]));
      }
    }
    return worst / scale;
  }

  /**
   * The first value of the file that the translation computes differently: what to say about it.
   */
  static Optional<String> firstDifference(
      OnnxFile file, InputShape shape, InputEdge edge, Translation translation, INDArray x) {
    Map<String, Node> compared = new LinkedHashMap<>();
    translation
        .values()
        .forEach(
            (name, node) -> {
              if (node.type().element() == ElementType.REAL
                  && node.shape().rank() > 0
                  && node.shape().dim(0) == Shape.BATCH
                  && !name.equals(shape.name())) {
                compared.put(name, node);
              }
            });
    Graph graph = Graph.of(translation.graph().inputs(), compared);
    try (CompiledGraph ours = new Nd4jRuntime().compile(graph);
        Original original = new Original(file, shape, edge, compared.keySet(), 1)) {
      Map<String, Original.Rows> expected = original.run(x);
      Map<String, INDArray> actual = ours.run(List.of(x));
      for (String name : compared.keySet()) {
        Original.Rows rows = expected.get(name);
        INDArray mine = actual.get(name);
        if (rows != null && mine != null) {
          double off = difference(rows.values(), rows(mine));
          if (off > TOLERANCE) {
            return Optional.of("value '" + name + "' first differs, by " + (float) off);
          }
        }
      }
      return Optional.empty();
    }
  }

  /** One row per example. */
  static double[][] rows(INDArray batch) {
    double[] flat = batch.dup('c').data().asDouble();
    double[][] rows = new double[(int) batch.size(0)][];
    int length = flat.length / rows.length;
    for (int n = 0; n < rows.length; n++) {
      rows[n] = java.util.Arrays.copyOfRange(flat, n * length, (n + 1) * length);
    }
    return rows;
  }
}

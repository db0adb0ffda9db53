package org.gauntletml.models.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Floats;
import org.gauntletml.models.wrapping.InputEdge;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** SameDiff running a file as it is. One caller at a time is let in. */
final class Original {
  private final String file;
  private final SameDiff graph;
  private final Ends ends;
  private final InputEdge edge;
  private final DataType type;

  Original(String file, SameDiff graph, Ends ends, InputEdge edge) {
    this.file = file;
    this.graph = graph;
    this.ends = ends;
    this.edge = edge;
    this.type = graph.getVariable(ends.input()).dataType();
  }

  /** Shapes of all values that are computed from a batch. */
  Map<String, long[]> shapes(INDArray x) {
    List<String> names =
        new ArrayList<>(ends.path().stream().flatMap(op -> op.outputs().stream()).toList());
    Map<String, long[]> shapes = new HashMap<>();
    run(x, names).forEach((name, value) -> shapes.put(name, value.shape()));
    shapes.put(ends.input(), edge.batch(x.size(0)));
    return shapes;
  }

  /**
   * Logits of each example.
   *
   * @param x FLOAT, in the caller's units
   */
  double[][] logits(INDArray x) {
    INDArray raw = Objects.requireNonNull(run(x, List.of(ends.raw())).get(ends.raw()));
    double[] flat = raw.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    int rows = (int) x.size(0);
    int length = flat.length / rows;
    return Stream.iterate(0, i -> i + 1)
        .limit(rows)
        .map(i -> Arrays.copyOfRange(flat, i * length, (i + 1) * length))
        .map(ends.head()::logits)
        .toArray(double[][]::new);
  }

  private synchronized Map<String, INDArray> run(INDArray x, List<String> names) {
    int rows = (int) x.size(0);
    INDArray fed =
        Nd4j.createFromArray(edge.apply(Floats.of(x), rows))
            .reshape('c', edge.batch(rows))
            .castTo(type);
    try {
      return graph.output(Map.of(ends.input(), fed), names);
    } catch (RuntimeException refused) {
      throw BadInput.of(
              file, "a graph that SameDiff can run on " + edge.input(), firstLine(refused))
          .hint("Give data of another shape, or leave the batch open (-1) in the placeholder");
    }
  }

  private static String firstLine(RuntimeException refused) {
    return String.valueOf(refused.getMessage()).lines().findFirst().orElse("no reason");
  }
}

package org.gauntletml.models.samediff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.ModelPath;
import org.gauntletml.models.NamedClasses;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.graph.FlatArray;
import org.nd4j.graph.FlatGraph;
import org.nd4j.graph.FlatVariable;
import org.nd4j.linalg.api.ops.impl.transforms.same.Identity;

/** Reads what {@code SameDiff.save} wrote, as a stranger may have made it. */
final class SameDiffFile {
  private static final int MOST = 200_000;

  /** Rank, then dimensions and strides, then three more. */
  private static final int SHAPE_EXTRAS = 4;

  private SameDiffFile() {}

  /**
   * @throws BadInput if it is missing, too large, damaged, no SameDiff graph, or names classes of
   *     neither Deeplearning4j nor ND4J
   */
  static SameDiff read(Path path) {
    String name = path.toString();
    try {
      ModelPath.check(path, "a SameDiff file");
      byte[] bytes = Files.readAllBytes(path);
      check(name, FlatGraph.getRootAsFlatGraph(ByteBuffer.wrap(bytes)));
      return inference(SameDiff.fromFlatBuffers(ByteBuffer.wrap(bytes), false));
    } catch (BadInput told) {
      throw told;
    } catch (IOException failed) {
      throw BadInput.of(name, "a file that can be read", String.valueOf(failed));
    } catch (RuntimeException | LinkageError damaged) {
      throw BadInput.of(name, "a SameDiff graph", "a file that is truncated or something else")
          .hint("Write it with SameDiff.save(file, false), and check that it was copied whole");
    }
  }

  /** A look at everything that SameDiff would trust. */
  private static void check(String name, FlatGraph graph) {
    if (graph.nodesLength() < 1 || graph.nodesLength() > MOST || graph.variablesLength() > MOST) {
      throw BadInput.of(name, "a graph of 1 to " + MOST + " operations", graph.nodesLength());
    }
    if (graph.trainingConfig() != null) {
      NamedClasses.check(
          name + ", training configuration",
          graph.trainingConfig().getBytes(StandardCharsets.UTF_8));
    }
    for (int i = 0; i < graph.variablesLength(); i++) {
      FlatVariable variable = graph.variables(i);
      FlatArray array = variable.ndarray();
      if (array != null && !fits(array)) {
        throw BadInput.of(
            name + ", variable '" + variable.name() + "'", "as many values as its shape", "others");
      }
    }
  }

  private static boolean fits(FlatArray array) {
    int length = array.shapeLength();
    long rank = length == 0 ? -1 : array.shape(0);
    if (rank < 0 || rank > 32 || length != 2 * rank + SHAPE_EXTRAS) {
      return false;
    }
    long size = 1;
    for (int i = 1; i <= rank; i++) {
      if (array.shape(i) < 0 || array.shape(i) > Integer.MAX_VALUE) {
        return false;
      }
      size = Math.multiplyExact(size, array.shape(i));
    }
    return size <= array.bufferLength(); // every element takes a byte or more
  }

  /** SameDiff leaves dropout on outside training. */
  private static SameDiff inference(SameDiff graph) {
    for (SameDiffOp op : graph.getOps().values()) {
      if (Objects.equals(op.getOp().opName(), "dropout")) {
        Identity identity = new Identity();
        identity.setOwnName(op.getOp().getOwnName());
        identity.setSameDiff(graph);
        op.setOp(identity);
      }
    }
    return graph;
  }
}

package org.gauntletml.models.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.ModelPath;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An HDF5 file in the form of {@code model.save("net.h5")}, as a stranger may have made it. Read in
 * plain Java, which cannot be made to write outside its memory, on every platform.
 */
final class KerasFile implements AutoCloseable {
  private static final byte[] MAGIC = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** Trained weights hardly compress; data that are this much larger than the file are a bomb. */
  private static final long LARGEST_RATIO = 200;

  private static final int DEEPEST = 8;
  private static final String WEIGHTS = "model_weights";
  private static final String CONFIGURATION = "model_config";
  private static final String VERSION = "keras_version";

  private final String name;
  private final HdfFile file;
  private long room;

  private KerasFile(String name, HdfFile file, long room) {
    this.name = name;
    this.file = file;
    this.room = room;
  }

  /**
   * @throws BadInput if it is missing, too large, no HDF5 file, or without a network in it
   */
  static KerasFile open(Path path) throws IOException {
    String name = path.toString();
    long size = ModelPath.check(path, "a Keras file");
    try (InputStream in = Files.newInputStream(path)) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw BadInput.of(name, "a Keras model in an HDF5 file", "a file that is no HDF5")
            .hint("Write it with model.save(\"net.h5\")");
      }
    }
    try {
      return new KerasFile(name, new HdfFile(path), LARGEST_RATIO * size);
    } catch (RuntimeException damaged) {
      throw damaged(name);
    }
  }

  /** What to say where reading fails: jhdf throws exceptions of many kinds. */
  static BadInput damaged(String name) {
    return BadInput.of(name, "an intact HDF5 file", "one that is truncated or damaged")
        .hint("Check that it was copied whole");
  }

  String name() {
    return name;
  }

  /**
   * The network's layers, as JSON.
   *
   * @throws BadInput if there are none
   */
  String configuration() {
    String text = text(CONFIGURATION);
    if (text == null || !file.getChildren().containsKey(WEIGHTS)) {
      throw BadInput.of(name, "a whole Keras model", "an HDF5 file without the network's layers")
          .hint("Write it with model.save(\"net.h5\"); save_weights leaves the layers out");
    }
    return text;
  }

  /** Version of the Keras that wrote it, such as {@code 2.15.0}; 1 where it does not tell. */
  String version() {
    String version = text(VERSION);
    return version == null ? "1" : version;
  }

  private @Nullable String text(String attribute) {
    Attribute found = file.getAttributes().get(attribute);
    return found != null && found.getData() instanceof String text ? text : null;
  }

  /**
   * Weights of a layer by the names that Keras gives them, such as {@code kernel}.
   *
   * @throws BadInput if they are more than such a file can hold, or no reals
   */
  Map<String, INDArray> weights(String layer) {
    Map<String, INDArray> weights = new LinkedHashMap<>();
    Node found;
    try {
      found = file.getByPath(WEIGHTS + "/" + layer);
    } catch (HdfException missing) {
      return weights;
    }
    if (found instanceof Group group) {
      collect(group, "", 0, weights);
    }
    return weights;
  }

  private void collect(Group group, String prefix, int depth, Map<String, INDArray> weights) {
    if (depth > DEEPEST) {
      throw BadInput.of(name, "at most " + DEEPEST + " levels of groups", "more");
    }
    for (Node node : group.getChildren().values()) {
      if (node instanceof Dataset values) {
        String weight = prefix + node.getName().replaceFirst(":\\d+$", "");
        if (weights.put(weight, read(values)) != null) {
          throw BadInput.of(
              name + ", " + group.getPath(), "one array for each weight", "two for " + weight);
        }
      } else if (node instanceof Group inner) {
        collect(inner, prefix + direction(inner.getName()), depth + 1, weights);
      }
    }
  }

  /** The weights of a bidirectional layer lie in a group for each direction. */
  private static String direction(String group) {
    return List.of("forward_", "backward_").stream()
        .filter(group::startsWith)
        .findFirst()
        .orElse("");
  }

  private INDArray read(Dataset values) {
    long[] dims = Arrays.stream(values.getDimensions()).asLongStream().toArray();
    long length = Arrays.stream(dims).reduce(1, Math::multiplyExact);
    room -= length * Float.BYTES;
    if (room < 0) {
      throw BadInput.of(name, "weights that such a file can hold", "more in " + values.getPath());
    }
    if (!(values.getDataFlat() instanceof float[] flat) || dims.length == 0) {
      throw BadInput.of(
          name + ", " + values.getPath(),
          "an array of single-precision reals",
          values.getJavaType().getSimpleName() + Arrays.toString(dims));
    }
    return Nd4j.createFromArray(flat).reshape('c', dims);
  }

  @Override
  public void close() {
    file.close();
  }
}

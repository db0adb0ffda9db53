package org.gauntletml.models.keras;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.hdf5.DataSet;
import org.bytedeco.hdf5.DataSpace;
import org.bytedeco.hdf5.Group;
import org.deeplearning4j.nn.modelimport.keras.Hdf5Archive;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
import org.gauntletml.models.BadInput;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An HDF5 file in the form of {@code model.save("net.h5")}, as a stranger may have made it. */
final class KerasFile implements AutoCloseable {
  private static final byte[] MAGIC = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final long LARGEST = 2L << 30;

  /** Trained weights hardly compress; data that are this much larger than the file are a bomb. */
  private static final long LARGEST_RATIO = 200;

  private static final int DEEPEST = 8;
  private static final String WEIGHTS = "model_weights";
  private static final String CONFIGURATION = "model_config";
  private static final String VERSION = "keras_version";

  private final String name;
  private final Hdf5Archive archive;
  private long room;

  private KerasFile(String name, Hdf5Archive archive, long room) {
    this.name = name;
    this.archive = archive;
    this.room = room;
  }

  /**
   * @throws BadInput if it is missing, too large, no HDF5 file, or without a network in it
   */
  static KerasFile open(Path path) throws IOException {
    String name = path.toString();
    if (!Files.isRegularFile(path)) {
      throw BadInput.of(
          name, "a model file", Files.exists(path) ? "something else" : "no such file");
    }
    long size = Files.size(path);
    if (size > LARGEST) {
      throw BadInput.of(name, "a Keras file of at most 2 GiB", size + " bytes");
    }
    try (InputStream in = Files.newInputStream(path)) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw BadInput.of(name, "a Keras model in an HDF5 file", "a file that is no HDF5")
            .hint("Write it with model.save(\"net.h5\")");
      }
    }
    return new KerasFile(name, archive(name), LARGEST_RATIO * size).checked();
  }

  private static Hdf5Archive archive(String name) {
    try {
      return new Hdf5Archive(name);
    } catch (LinkageError missing) {
      throw BadInput.of(name, "a platform that has the HDF5 library", System.getProperty("os.arch"))
          .hint("Convert the model to ONNX with tf2onnx");
    } catch (RuntimeException damaged) {
      throw BadInput.of(name, "an HDF5 file", "one that is truncated or damaged")
          .hint("Check that it was copied whole");
    }
  }

  private KerasFile checked() {
    boolean whole = false;
    try {
      whole = archive.hasAttribute(CONFIGURATION) && archive.getGroups().contains(WEIGHTS);
    } finally {
      if (!whole) {
        archive.close();
      }
    }
    if (!whole) {
      throw BadInput.of(name, "a whole Keras model", "an HDF5 file without the network's layers")
          .hint("Write it with model.save(\"net.h5\"); save_weights leaves the layers out");
    }
    return this;
  }

  String name() {
    return name;
  }

  /** The network's layers, as JSON. */
  String configuration() throws UnsupportedKerasConfigurationException {
    return archive.readAttributeAsJson(CONFIGURATION);
  }

  /** Version of the Keras that wrote it, such as {@code 2.15.0}; 1 where it does not tell. */
  String version() throws UnsupportedKerasConfigurationException {
    return archive.hasAttribute(VERSION)
        ? archive.readAttributeAsString(VERSION).replaceAll("[^0-9.].*", "")
        : "1";
  }

  /**
   * Weights of a layer by the names that Keras gives them, such as {@code kernel}.
   *
   * @throws BadInput if they are more than such a file can hold
   */
  Map<String, INDArray> weights(String layer) throws UnsupportedKerasConfigurationException {
    Map<String, INDArray> weights = new LinkedHashMap<>();
    collect(WEIGHTS + "/" + layer, "", 0, weights);
    return weights;
  }

  private void collect(String group, String prefix, int depth, Map<String, INDArray> weights)
      throws UnsupportedKerasConfigurationException {
    if (depth > DEEPEST) {
      throw BadInput.of(name, "at most " + DEEPEST + " levels of groups", "more");
    }
    for (String dataSet : archive.getDataSets(group)) {
      reserve(group, dataSet);
      String weight = prefix + dataSet.replaceFirst(":\\d+$", "");
      if (weights.put(weight, archive.readDataSet(dataSet, group)) != null) {
        throw BadInput.of(name + ", " + group, "one array for each weight", "two for " + weight);
      }
    }
    for (String inner : archive.getGroups(group)) {
      collect(group + "/" + inner, prefix + direction(inner), depth + 1, weights);
    }
  }

  /** The weights of a bidirectional layer lie in a group for each direction. */
  private static String direction(String group) {
    for (String direction : List.of("forward_", "backward_")) {
      if (group.startsWith(direction)) {
        return direction;
      }
    }
    return "";
  }

  private void reserve(String group, String dataSet) {
    Group[] groups = archive.openGroups(group);
    try {
      DataSet set = groups[0].openDataSet(dataSet);
      DataSpace space = set.getSpace();
      room -= Math.max(0, space.getSimpleExtentNpoints()) * Float.BYTES;
      space.deallocate();
      set.deallocate();
    } finally {
      archive.closeGroups(groups);
    }
    if (room < 0) {
      throw BadInput.of(name, "weights that such a file can hold", "more in " + dataSet);
    }
  }

  @Override
  public void close() {
    archive.close();
  }
}

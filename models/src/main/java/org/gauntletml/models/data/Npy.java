package org.gauntletml.models.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.gauntletml.models.BadInput;

/**
 * Two NPY files side by side: inputs {@code [N, ...]} and labels {@code [N]}, named by one of
 * {@link #NAMES}. A folder that holds such a pair, or the inputs file, may be given.
 */
final class Npy implements DataFormat {
  /** What inputs and labels are called, in the order they are looked for. */
  static final List<Names> NAMES =
      List.of(
          new Names("x", "y"),
          new Names("x_test", "y_test"),
          new Names("images", "labels"),
          new Names("inputs", "labels"),
          new Names("data", "labels"),
          new Names("adversarial", "label"),
          new Names("arr_0", "arr_1"));

  record Names(String inputs, String labels) {
    @Override
    public String toString() {
      return inputs + " and " + labels;
    }
  }

  @Override
  public boolean recognises(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return NAMES.stream().anyMatch(names -> Files.exists(path.resolve(names.inputs + ".npy")));
    }
    return Arrays.equals(DataFile.head(path, NpyArray.MAGIC.length), NpyArray.MAGIC);
  }

  @Override
  public Examples read(Path path, DataOptions options) throws IOException {
    for (Names names : NAMES) {
      Path inputs = Files.isDirectory(path) ? path.resolve(names.inputs + ".npy") : path;
      Path labels = inputs.resolveSibling(names.labels + ".npy");
      if (inputs.endsWith(names.inputs + ".npy")
          && Files.isRegularFile(inputs)
          && Files.isRegularFile(labels)) {
        try (DataFile x = DataFile.open(inputs);
            DataFile y = DataFile.open(labels)) {
          return examples(x, y);
        }
      }
    }
    throw BadInput.of(path.toString(), "inputs and labels side by side", "no such pair")
        .hint("Name the two .npy files " + NAMES.get(0) + ", or one of " + NAMES);
  }

  /** Inputs and labels from two open arrays. */
  static Examples examples(DataFile x, DataFile y) throws IOException {
    NpyArray inputs = NpyArray.open(x);
    long[] shape = inputs.shape();
    if (shape.length < 2 || Arrays.stream(shape).anyMatch(d -> d < 1)) {
      throw BadInput.of(x.who(), "inputs of shape [N, ...], N at least 1", Arrays.toString(shape));
    }
    int[] labels = NpyArray.open(y).labels();
    return new Examples(
        x.who(),
        Arrays.stream(shape).skip(1).boxed().toList(),
        inputs.floats(),
        labels,
        Examples.numbers(labels.length),
        List.of(),
        null);
  }
}

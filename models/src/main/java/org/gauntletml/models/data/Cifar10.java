package org.gauntletml.models.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gauntletml.models.BadInput;

/**
 * The binary version of CIFAR-10: records of one label byte and 3x32x32 pixels, the red, green and
 * blue planes one after the other, row by row. A folder means its {@code test_batch.bin}.
 *
 * <p>Source: cs.toronto.edu/~kriz/cifar.html.
 */
final class Cifar10 implements DataFormat {
  private static final List<Long> SHAPE = List.of(3L, 32L, 32L);
  private static final int PIXELS = 3 * 32 * 32;
  private static final String TEST = "test_batch.bin";
  private static final List<String> CLASS_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  @Override
  public boolean recognises(Path path) {
    return path.toString().endsWith(".bin") || Files.isRegularFile(path.resolve(TEST));
  }

  @Override
  public Examples read(Path path, DataOptions options) throws IOException {
    try (DataFile file = DataFile.open(Files.isDirectory(path) ? path.resolve(TEST) : path)) {
      FloatList values = new FloatList(file.who());
      List<Integer> labels = new ArrayList<>();
      byte[] record = file.stream().readNBytes(1 + PIXELS);
      while (record.length > 0) {
        addRecord(file.who(), record, values, labels);
        record = file.stream().readNBytes(1 + PIXELS);
      }
      return new Examples(
          file.who(),
          SHAPE,
          values.toArray(),
          labels.stream().mapToInt(Integer::intValue).toArray(),
          Examples.numbers(labels.size()),
          CLASS_NAMES,
          Examples.EIGHT_BIT);
    }
  }

  private static void addRecord(String who, byte[] record, FloatList values, List<Integer> labels) {
    String where = who + ", record " + labels.size();
    if (record.length < 1 + PIXELS) {
      throw BadInput.of(where, "a CIFAR-10 record of " + (1 + PIXELS) + " bytes", record.length)
          .hint("The file is cut short or holds something else");
    }
    if (record[0] < 0 || record[0] >= CLASS_NAMES.size()) {
      throw BadInput.of(where, "a label from 0 to 9", record[0] & 0xff);
    }
    labels.add((int) record[0]);
    for (int i = 1; i < record.length; i++) {
      values.add(record[i] & 0xff);
    }
  }
}

package org.gauntletml.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gauntletml.models.data.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
  @TempDir private Path folder;

  @Test
  void readsPlanesOfRedGreenAndBlue() throws IOException {
    Path file = Files.write(folder.resolve("test_batch.bin"), records(3, 9));

    Dataset data = Datasets.load(file, DataOptions.DEFAULT);

    assertThat(data.inputs().shape()).containsExactly(2, 3, 32, 32);
    assertThat(data.labels()).containsExactly(3, 9);
    assertThat(data.classNames().get(9)).isEqualTo("truck");
    // byte i of an image is i mod 256
    assertThat(data.inputs().getFloat(0, 0, 0, 31)).isEqualTo(31 / 255f);
    assertThat(data.inputs().getFloat(1, 0, 7, 31)).isEqualTo(1);
    assertThat(data.inputs().getFloat(1, 2, 1, 5)).isEqualTo(37 / 255f);
    assertThat(Datasets.load(folder, DataOptions.DEFAULT).sha256()).isEqualTo(data.sha256());
  }

  @Test
  void refusesOtherRecords() throws IOException {
    Path cut = Files.write(folder.resolve("a.bin"), Arrays.copyOf(records(3, 9), 4000));
    assertRefused(
        cut,
        cut
            + ", record 1: expected a CIFAR-10 record of 3073 bytes, got 927. The file is cut short"
            + " or holds something else.");
    Path label = Files.write(folder.resolve("b.bin"), records(3, 10));
    assertRefused(label, label + ", record 1: expected a label from 0 to 9, got 10.");
    Path empty = Files.createFile(folder.resolve("c.bin"));
    assertRefused(empty, empty + ": expected at least one example, got none.");
  }

  private static byte[] records(int... labels) {
    byte[] file = new byte[labels.length * 3073];
    for (int n = 0; n < labels.length; n++) {
      file[n * 3073] = (byte) labels[n];
      for (int i = 0; i < 3072; i++) {
        file[n * 3073 + 1 + i] = (byte) i;
      }
    }
    return file;
  }
}

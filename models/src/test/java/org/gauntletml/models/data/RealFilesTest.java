package org.gauntletml.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same twenty images, once as PNG files of another project and once in the format they were
 * published in, must come out bit by bit alike.
 */
@Tag("shared")
class RealFilesTest {
  private static final Path REAL =
      Path.of(System.getProperty("gauntlet.root", ".")).resolveSibling("shared").resolve("data");

  @TempDir private Path folder;

  @BeforeAll
  static void skipWithoutTheFiles() {
    assumeThat(REAL).as("real data beside the checkout").isDirectory();
  }

  @Test
  void pngAndIdxOfMnistAgree() throws IOException {
    assertAgree("mnist", InputSpec.unit(1, 28, 28), REAL.resolve("mnist"));
  }

  @Test
  void pngAndIdxOfFashionMnistAgree() throws IOException {
    assertAgree("fashionMNIST", InputSpec.unit(1, 28, 28), REAL.resolve("fashion-mnist"));
  }

  @Test
  void pngAndBinaryOfCifar10Agree() throws IOException {
    assertAgree(
        "cifar10", InputSpec.unit(3, 32, 32), REAL.resolve("cifar10/test_lossless_705.bin"));
  }

  @Test
  void knownTables() {
    Dataset digits =
        Datasets.load(REAL.resolve("uci/digits.csv.gz"), DataOptions.DEFAULT.scaledBy(16));

    assertThat(digits.inputs().shape()).containsExactly(1797, 64);
    assertThat(digits.head(10).labels()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  /** The PNG files are called set_index_label; as a folder they are sorted by label first. */
  private void assertAgree(String set, InputSpec spec, Path original) throws IOException {
    List<Path> images;
    try (Stream<Path> all = Files.list(REAL.resolve("foolbox-data"))) {
      images = all.filter(p -> p.getFileName().toString().startsWith(set + "_")).sorted().toList();
    }
    assertThat(images).hasSize(20);
    for (Path image : images) {
      String[] parts = image.getFileName().toString().replace(".png", "").split("_", -1);
      Path label = Files.createDirectories(folder.resolve(parts[2]));
      Files.copy(image, label.resolve(parts[1] + ".png"));
    }
    DataOptions options = DataOptions.DEFAULT.fitting(spec);
    Dataset published = Datasets.load(original, options).head(20);
    int[] rows =
        IntStream.range(0, 20)
            .boxed()
            .sorted((a, b) -> published.labels()[a] - published.labels()[b])
            .mapToInt(Integer::intValue)
            .toArray();

    assertThat(Datasets.load(folder, options).sha256()).isEqualTo(published.select(rows).sha256());
  }
}

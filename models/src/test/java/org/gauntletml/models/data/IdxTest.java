package org.gauntletml.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gauntletml.models.data.Refusals.assertRefused;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  @TempDir private Path folder;

  @Test
  void readsPixelsAsFractionsOfWhite() throws IOException {
    Path images = IdxFiles.write(folder, "t10k", IdxFiles.images(), IdxFiles.labels(9, 0));

    Dataset data = Datasets.load(images, DataOptions.DEFAULT);

    assertThat(data.spec()).isEqualTo(InputSpec.unit(1, 2, 3));
    assertThat(data.inputs().shape()).containsExactly(2, 1, 2, 3);
    assertThat(data.inputs().data().asFloat())
        .containsExactly(0, .2f, .4f, .6f, .8f, 1, 1, .8f, .6f, .4f, .2f, 0);
    assertThat(data.labels()).containsExactly(9, 0);
    assertThat(data.ids()).containsExactly("0", "1");
    assertThat(data.name()).isEqualTo("t10k-images-idx3-ubyte");
  }

  @Test
  void readsZippedImagesWithPlainLabels() throws IOException {
    Path plain = IdxFiles.write(folder, "t10k", IdxFiles.images(), IdxFiles.labels(9, 0));
    Path zipped = folder.resolve("t10k-images-idx3-ubyte.gz");
    Files.write(zipped, IdxFiles.gzip(IdxFiles.images()));

    assertThat(Datasets.load(zipped, DataOptions.DEFAULT).sha256())
        .isEqualTo(Datasets.load(plain, DataOptions.DEFAULT).sha256());
  }

  @Test
  void aFolderMeansItsTestImages() throws IOException {
    IdxFiles.write(folder, "train", IdxFiles.images(), IdxFiles.labels(1, 1));
    assertThat(Datasets.load(folder, DataOptions.DEFAULT).labels()).containsExactly(1, 1);

    IdxFiles.write(folder, "t10k", IdxFiles.images(), IdxFiles.labels(2, 2));
    assertThat(Datasets.load(folder, DataOptions.DEFAULT).labels()).containsExactly(2, 2);
  }

  @Test
  void floatsAreTakenAsTheyAre() throws IOException {
    byte[] content = ByteBuffer.allocate(8).putFloat(.1f).putFloat(.7f).array();
    Path images =
        IdxFiles.write(
            folder, "t10k", IdxFiles.idx(0x0d, new int[] {2, 1}, content), IdxFiles.labels(0, 1));

    assertThat(Datasets.load(images, DataOptions.DEFAULT).inputs().data().asFloat())
        .containsExactly(.1f, .7f);
  }

  @Test
  void refusesDamage() throws IOException {
    byte[] whole = IdxFiles.images();
    byte[] two = IdxFiles.labels(0, 1);

    Path images = IdxFiles.write(folder, "t10k", Arrays.copyOf(whole, 20), two);
    assertRefused(
        images,
        images
            + ": expected at least 28 bytes, got 20. The file is cut short; copy or download it"
            + " again.");
    IdxFiles.write(folder, "t10k", Arrays.copyOf(whole, 29), two);
    assertRefused(
        images,
        images + ": expected 28 bytes, got more. The header does not belong to this content.");
    IdxFiles.write(folder, "t10k", whole, IdxFiles.labels(1));
    assertRefused(images, images + ": expected one label for each of 2 inputs, got 1.");
    IdxFiles.write(folder, "t10k", whole, new byte[] {1, 2, 3, 4});
    Path labels = folder.resolve("t10k-labels-idx1-ubyte");
    assertRefused(
        images,
        labels
            + ": expected the magic number of an IDX file (0, 0, type, 1 to 4 dimensions), got [1,"
            + " 2, 3, 4].");
    Files.delete(labels);
    assertRefused(
        images,
        images + ": expected its labels in t10k-labels-idx1-ubyte beside it, got no such file.");
  }

  @Test
  void refusesGzipThatEndsEarly() throws IOException {
    IdxFiles.write(folder, "t10k", IdxFiles.images(), IdxFiles.labels(0, 1));
    byte[] zipped = IdxFiles.gzip(IdxFiles.images());
    Path images = folder.resolve("t10k-images-idx3-ubyte.gz");
    Files.write(images, Arrays.copyOf(zipped, zipped.length - 12));

    assertRefused(
        images,
        images
            + ": expected a complete compressed file, got java.io.EOFException: Unexpected end of"
            + " ZLIB input stream. The file is cut short or damaged; copy or download it again.");
  }

  @Test
  void refusesTheLabelsInPlaceOfTheImages() throws IOException {
    IdxFiles.write(folder, "t10k", IdxFiles.images(), IdxFiles.labels(0, 1));
    Path labels = folder.resolve("t10k-labels-idx1-ubyte");

    assertRefused(
        labels,
        labels
            + ": expected a file of images, t10k-images-idx3-ubyte or the like, got"
            + " t10k-labels-idx1-ubyte. Name the images file; the labels are found beside it.");
  }

  @Test
  void refusesAHeaderThatClaimsMoreThanMemoryHolds() throws IOException {
    Path images =
        IdxFiles.write(
            folder,
            "t10k",
            IdxFiles.idx(0x08, new int[] {-1, -1, -1}, new byte[6]),
            IdxFiles.labels(0, 1));

    assertRefused(
        images,
        images
            + ": expected at most 536870911 values, got shape [4294967295, 4294967295,"
            + " 4294967295]. Split the data.");
  }
}

package org.gauntletml.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gauntletml.models.data.Refusals.assertRefused;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

/** Scaling, shapes and labels: what every format has in common. */
class DatasetsTest {
  private static final InputSpec COLOUR = InputSpec.unit(3, 4, 5);

  @TempDir private Path folder;

  @Test
  void pixelsFillTheBoundsWhateverTheyAre() throws IOException {
    Path images = images(0, 1);

    assertThat(firstRow(images, DataOptions.DEFAULT.fitting(bounds(0, 255))))
        .containsExactly(0, 51, 102, 153, 204, 255);
    assertThat(firstRow(images, DataOptions.DEFAULT.fitting(bounds(-1, 1))))
        .containsExactly(-1, -.6f, -.2f, .2f, .6f, 1);
  }

  @Test
  void aScaleStandsForTheUpperBound() throws IOException {
    Path images = images(0, 1);

    assertThat(firstRow(images, DataOptions.DEFAULT.scaledBy(510)))
        .containsExactly(0, .1f, .2f, .3f, .4f, .5f);
    assertRefused(
        images,
        DataOptions.DEFAULT.scaledBy(1),
        images
            + ": expected values in [0.0, 1.0], got values from 0.0 to 255.0. Say which stored"
            + " value stands for the upper bound, e.g. --scale 255 for pixels.");
  }

  @Test
  void otherNumbersAreScaledOnlyOnDemand() throws IOException {
    Path csv = Files.writeString(folder.resolve("a.csv"), "0,255,1\n51,102,0\n");

    assertRefused(
        csv,
        csv
            + ": expected values in [0.0, 1.0], got values from 0.0 to 255.0. Say which stored"
            + " value stands for the upper bound, e.g. --scale 255 for pixels.");
    assertThat(Datasets.load(csv, DataOptions.DEFAULT.scaledBy(255)).inputs().data().asFloat())
        .containsExactly(0, 1, .2f, .4f);
  }

  @Test
  void shapesThatHoldTheSameNumbersInTheSameOrderFit() throws IOException {
    Path images = images(0, 1);

    for (InputSpec spec :
        List.of(InputSpec.unit(6), InputSpec.unit(2, 3), InputSpec.unit(2, 3, 1))) {
      Dataset data = Datasets.load(images, DataOptions.DEFAULT.fitting(spec));
      assertThat(data.spec()).isEqualTo(spec);
      assertThat(data.select(new int[] {0}).inputs().data().asFloat())
          .containsExactly(0, .2f, .4f, .6f, .8f, 1);
    }
    assertRefused(
        images,
        DataOptions.DEFAULT.fitting(InputSpec.unit(1, 3, 2)),
        images + ": expected inputs of shape [N,1,3,2], got [2, 1, 2, 3].");
  }

  @Test
  void channelsLastIsNamed() throws IOException {
    Path npz = folder.resolve("nhwc.npz");
    try (OutputStream out = Files.newOutputStream(npz);
        NpzWriter writer = new NpzWriter(out)) {
      writer.put("x", Nd4j.zeros(2, 4, 5, 3));
      writer.put("y", new int[2]);
    }

    assertRefused(
        npz,
        DataOptions.DEFAULT.fitting(COLOUR),
        npz
            + ", array x.npy: expected inputs of shape [N,3,4,5], got [2, 4, 5, 3]. This looks like"
            + " channels-last (NHWC) data; the model takes NCHW.");
  }

  @Test
  void labelsStayBelowTheClassesOfTheModel() throws IOException {
    Path images = images(0, 7);

    assertRefused(
        images,
        new DataOptions(null, 7, null, null),
        images + ", example 1: expected a label from 0 to 6, got 7.");
  }

  @Test
  void namedClassesAreAsManyAsThoseOfTheModel() throws IOException {
    Path csv = Files.writeString(folder.resolve("a.csv"), "0,cat\n1,dog\n");

    assertRefused(
        csv,
        new DataOptions(null, 3, null, null),
        csv
            + ": expected the 3 classes of the model, got 2. Label by class number where some"
            + " classes have no example.");
  }

  @Test
  void saysWhatItReadsWhenItFindsSomethingElse() throws IOException {
    String formats =
        ": expected IDX (.gz or not), .npz, .npy, .csv, CIFAR-10 .bin, or a folder with one folder"
            + " of images per class, got ";
    Path text = Files.writeString(folder.resolve("notes.md"), "hello");
    Path nowhere = folder.resolve("nowhere");
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertRefused(text, text + formats + "something else.");
    assertRefused(nowhere, nowhere + formats + "nothing at this path.");
    assertRefused(
        empty,
        empty
            + ": expected one folder of images per class, got no folder. Move the images of each"
            + " class into a folder called like the class.");
  }

  @Test
  void whatInflatesWithoutEndIsCutOff() throws IOException {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] to, int offset, int length) {
            return length;
          }
        };

    try (DataFile file = DataFile.of("bomb", endless)) {
      assertThatThrownBy(() -> file.stream().transferTo(OutputStream.nullOutputStream()))
          .isInstanceOf(BadInput.class)
          .hasMessage("bomb: expected at most 4294967296 bytes inflated, got more.");
    }
  }

  @Test
  void arraysBeyondTheHeapAreRefusedBeforeTheyAreMade() {
    long half = Runtime.getRuntime().maxMemory() / 2;

    assertThatThrownBy(() -> DataFile.allocate("huge", half / Float.BYTES + 1))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("huge: expected ");
  }

  @Test
  void optionsRefuseNonsense() {
    assertThatThrownBy(() -> DataOptions.DEFAULT.scaledBy(0))
        .isInstanceOf(BadInput.class)
        .hasMessage("scale: expected a positive number, got 0.0.");
    assertThatThrownBy(() -> DataOptions.DEFAULT.scaledBy(Double.NaN))
        .hasMessage("scale: expected a positive number, got NaN.");
    assertThatThrownBy(() -> new DataOptions(null, 1, null, null))
        .hasMessage("classes: expected 2 or more, got 1.");
  }

  private Path images(int... labels) throws IOException {
    return IdxFiles.write(folder, "t10k", IdxFiles.images(), IdxFiles.labels(labels));
  }

  private static InputSpec bounds(double lower, double upper) {
    return new InputSpec(List.of(1L, 2L, 3L), lower, upper);
  }

  private static float[] firstRow(Path path, DataOptions options) {
    return Datasets.load(path, options).head(1).inputs().data().asFloat();
  }
}

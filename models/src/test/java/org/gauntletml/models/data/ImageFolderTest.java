package org.gauntletml.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gauntletml.models.data.Refusals.assertRefused;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against PNG files that Pillow wrote (see make_fixtures.py beside them). */
class ImageFolderTest {
  private static final DataOptions GREY = DataOptions.DEFAULT.fitting(InputSpec.unit(1, 16, 16));
  private static final DataOptions RGB = DataOptions.DEFAULT.fitting(InputSpec.unit(3, 16, 16));

  @TempDir private Path folder;

  @Test
  void greySamplesAreTakenWithoutGamma() throws IOException {
    put("owl/a.png", "grey.png");

    Dataset data = Datasets.load(folder, DataOptions.DEFAULT);

    assertThat(data.spec()).isEqualTo(InputSpec.unit(1, 16, 16));
    assertThat(data.inputs().data().asFloat()).containsExactly(ramp());
  }

  @Test
  void aGreyPaletteIsGrey() throws IOException {
    put("owl/a.png", "grey_palette.png");

    assertThat(Datasets.load(folder, DataOptions.DEFAULT).inputs().data().asFloat())
        .containsExactly(ramp());
  }

  @Test
  void coloursFillThreePlanes() throws IOException {
    put("owl/a.png", "rgb.png");
    put("owl/b.png", "opaque.png");

    Dataset data = Datasets.load(folder, DataOptions.DEFAULT);

    assertThat(data.spec()).isEqualTo(InputSpec.unit(3, 16, 16));
    float[] expected = new float[3 * 256];
    for (int i = 0; i < 256; i++) {
      expected[i] = i / 255f;
      expected[256 + i] = (255 - i) / 255f;
      expected[512 + i] = (i % 16 * 16 + i / 16) / 255f;
    }
    assertThat(data.head(1).inputs().data().asFloat()).containsExactly(expected);
    assertThat(data.select(new int[] {1}).inputs().data().asFloat()).containsExactly(expected);
  }

  @Test
  void greyFillsThreePlanesWhereTheModelTakesColours() throws IOException {
    put("owl/a.png", "grey.png");

    float[] values = Datasets.load(folder, RGB).inputs().data().asFloat();

    assertThat(Arrays.copyOfRange(values, 0, 256)).containsExactly(ramp());
    assertThat(Arrays.copyOfRange(values, 512, 768)).containsExactly(ramp());
  }

  @Test
  void classesAndFilesComeInAlphabeticalOrder() throws IOException {
    put("owl/b.png", "grey.png");
    put("owl/a.png", "grey.png");
    put("cat/z.png", "grey.png");
    put("owl/.hidden", "make_fixtures.py");

    Dataset data = Datasets.load(folder, GREY);

    assertThat(data.ids()).containsExactly("cat/z.png", "owl/a.png", "owl/b.png");
    assertThat(data.labels()).containsExactly(0, 1, 1);
    assertThat(data.classNames()).containsExactly("cat", "owl");
  }

  @Test
  void foldersCalledByNumberAreTheLabels() throws IOException {
    put("7/a.png", "grey.png");
    put("10/a.png", "grey.png");

    Dataset data = Datasets.load(folder, GREY);

    assertThat(data.ids()).containsExactly("10/a.png", "7/a.png");
    assertThat(data.labels()).containsExactly(10, 7);
    assertThat(data.classNames()).isEmpty();
  }

  @Test
  void refusesImagesOfAnotherKind() throws IOException {
    Path first = put("owl/a.png", "grey.png");
    Path other = folder.resolve("owl/b.png");

    put("owl/b.png", "rgb.png");
    assertRefused(
        folder,
        other
            + ": expected a grey image, got colours. How colours become grey is not chosen for you;"
            + " convert the images.");
    put("owl/b.png", "transparent.png");
    assertRefused(
        folder,
        other
            + ": expected an opaque image, got transparent pixels. Flatten the image onto the"
            + " background that the model was trained with.");
    put("owl/b.png", "grey16.png");
    assertRefused(folder, other + ": expected 8 bits per channel, got 16.");
    put("owl/b.png", "make_fixtures.py");
    assertRefused(folder, other + ": expected a PNG, JPEG, BMP or GIF image, got something else.");
    ImageIO.write(new BufferedImage(8, 9, BufferedImage.TYPE_BYTE_GRAY), "png", other.toFile());
    assertRefused(
        folder,
        other
            + ": expected 16x16 pixels as in "
            + first
            + ", got 8x9. Crop or resize the images to one size; that choice is not made for you.");
  }

  @Test
  void refusesDamagedImages() throws IOException {
    Path image = put("owl/a.png", "rgb.png");
    Files.write(image, Arrays.copyOf(Files.readAllBytes(image), 60));

    assertThatThrownBy(() -> Datasets.load(folder, DataOptions.DEFAULT))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(
            image
                + ": expected a PNG, JPEG, BMP or GIF image, got javax.imageio.IIOException: Error"
                + " reading PNG ");
  }

  @Test
  void refusesEmptyClasses() throws IOException {
    Files.createDirectory(folder.resolve("owl"));

    assertRefused(folder, folder + ": expected at least one image, got empty folders.");
  }

  private Path put(String name, String resource) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(folder.resolve(name.substring(0, name.indexOf('/'))));
    try (InputStream in = ImageFolderTest.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  private static float[] ramp() {
    float[] ramp = new float[256];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = i / 255f;
    }
    return ramp;
  }
}

package org.gauntletml.defenses.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class AugmentationTest {
  private static final int CHANNELS = 2;
  private static final int HEIGHT = 3;
  private static final int WIDTH = 4;
  private static final float BLANK = -1;
  private static final InputSpec INPUT =
      new InputSpec(List.of((long) CHANNELS, (long) HEIGHT, (long) WIDTH), BLANK, 100);
  private static final List<String> IDS = IntStream.range(0, 900).mapToObj(n -> "e" + n).toList();

  /** Every value is another one. */
  private static float[] image() {
    float[] image = new float[INPUT.features()];
    for (int i = 0; i < image.length; i++) {
      image[i] = i;
    }
    return image;
  }

  /** The same image many times. */
  private static INDArray images(int count) {
    float[] all = new float[count * INPUT.features()];
    for (int n = 0; n < count; n++) {
      System.arraycopy(image(), 0, all, n * INPUT.features(), INPUT.features());
    }
    return Floats.array(all, INPUT.batch(count));
  }

  private static List<String> views(Augmentation augmentation, String epoch, List<String> ids) {
    float[] all =
        Floats.of(augmentation.of(images(ids.size()), INPUT, RandomStreams.of(1, epoch, ids)));
    int size = INPUT.features();
    return IntStream.range(0, ids.size())
        .mapToObj(n -> Arrays.toString(Arrays.copyOfRange(all, n * size, (n + 1) * size)))
        .toList();
  }

  /** The image padded, mirrored as a whole, and cut out. */
  private static String cut(int padding, int top, int left, boolean mirrored) {
    float[] cut = new float[INPUT.features()];
    float[][][] padded = new float[CHANNELS][HEIGHT + 2 * padding][WIDTH + 2 * padding];
    for (int c = 0; c < CHANNELS; c++) {
      for (float[] row : padded[c]) {
        Arrays.fill(row, BLANK);
      }
      for (int i = 0; i < HEIGHT; i++) {
        System.arraycopy(image(), (c * HEIGHT + i) * WIDTH, padded[c][i + padding], padding, WIDTH);
      }
      for (int i = 0; i < HEIGHT; i++) {
        for (int j = 0; j < WIDTH; j++) {
          int to = (c * HEIGHT + i) * WIDTH + (mirrored ? WIDTH - 1 - j : j);
          cut[to] = padded[c][i + top][j + left];
        }
      }
    }
    return Arrays.toString(cut);
  }

  @Test
  void everyCropOfTheImageAndItsMirrorImageIsEquallyLikely() {
    Map<String, Integer> seen = new HashMap<>();
    views(new Augmentation(1, true), "1", IDS).forEach(view -> seen.merge(view, 1, Integer::sum));
    assertThat(seen).hasSize(18);
    double expected = IDS.size() / 18.0;
    for (int top = 0; top < 3; top++) {
      for (int left = 0; left < 3; left++) {
        assertThat(seen.get(cut(1, top, left, false))).isBetween(26, (int) (2 * expected));
        assertThat(seen.get(cut(1, top, left, true))).isBetween(26, (int) (2 * expected));
      }
    }
  }

  @Test
  void nothingIsDoneUnasked() {
    assertThat(views(Augmentation.NONE, "1", IDS.subList(0, 9)))
        .containsOnly(Arrays.toString(image()));
    assertThat(views(new Augmentation(0, true), "1", IDS))
        .containsOnly(Arrays.toString(image()), cut(0, 0, 0, true));
    assertThat(views(new Augmentation(2, false), "1", IDS)).doesNotContain(cut(2, 2, 2, true));
  }

  @Test
  void viewsDependOnEpochAndExampleAlone() {
    Augmentation both = new Augmentation(2, true);
    List<String> all = views(both, "1", IDS);
    assertThat(views(both, "1", IDS)).isEqualTo(all);
    assertThat(views(both, "2", IDS)).isNotEqualTo(all);
    assertThat(views(both, "1", IDS.subList(5, 8))).isEqualTo(all.subList(5, 8));
  }

  @Test
  void onlyImagesLargerThanThePaddingHaveCrops() {
    new Augmentation(2, true).check(INPUT);
    Augmentation.NONE.check(InputSpec.unit(7));
    assertThatThrownBy(() -> new Augmentation(3, false).check(INPUT))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("more than 3 pixels high and wide, got [N,2,3,4]");
    assertThatThrownBy(() -> new Augmentation(0, true).check(InputSpec.unit(7)))
        .isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> new Augmentation(-1, true)).isInstanceOf(BadInput.class);
  }
}

package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MiFgsmTest extends AttackContract {
  private static final InputSpec IMAGES = new InputSpec(List.of(2L, 10L, 8L), -1, 1);

  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(MiFgsm.of(Norm.LINF), MiFgsm.of(Norm.L2), MiFgsm.of(Norm.L1));
  }

  /** A linear map and its pullback: {@code <T x, y> = <x, T' y>}, with a background of zero. */
  @Test
  void resamplingPullsBackByItsAdjoint() {
    RandomStreams random = RandomStreams.of(1, "test", List.of("a", "b", "c"));
    int[] rows = {0, 1, 2};
    InputDiversity.Resampling drawn = new InputDiversity(1, .5).draw(rows, IMAGES, random);
    InputDiversity.Resampling linear = new InputDiversity.Resampling(drawn.sources(), 0);
    INDArray x = random.gaussian(rows, IMAGES);
    INDArray y = random.gaussian(rows, IMAGES);
    double[] forward = Rows.products(linear.of(x), y);
    double[] backward = Rows.products(x, linear.pullback(y));
    for (int n = 0; n < 3; n++) {
      assertThat(backward[n]).isCloseTo(forward[n], within(1e-4));
    }
    IMAGES.check("test", drawn.of(IMAGES.clip(x)));
    assertThat(drawn.sources()[0]).isNotEqualTo(drawn.sources()[1]);
  }

  @Test
  void aResampledImageKeepsItsPixelsAndPadsWithTheLowerBound() {
    RandomStreams random = RandomStreams.of(2, "test", List.of("a"));
    int[] rows = {0};
    INDArray x = IMAGES.clip(random.gaussian(rows, IMAGES));
    INDArray same = new InputDiversity(0, .5).draw(rows, IMAGES, random).of(x);
    assertThat(same.dup().data().asFloat()).isEqualTo(x.dup().data().asFloat());
    InputDiversity.Resampling half = new InputDiversity(1, .5).draw(rows, IMAGES, random);
    long background = count(half.sources()[0]);
    assertThat(background).isBetween(1L, 2L * (80 - 20));
    double[] resampled = Rows.doubles(half.of(x))[0];
    for (int i = 0; i < resampled.length; i++) {
      int source = half.sources()[0][i];
      assertThat(resampled[i]).isEqualTo(source < 0 ? -1 : Rows.doubles(x)[0][source]);
    }
  }

  private static long count(int[] sources) {
    return Arrays.stream(sources).filter(s -> s < 0).count();
  }

  /** A blurred single pixel is the kernel itself: the product of two normal densities. */
  @Test
  void smoothingIsAGaussianBlur() {
    InputSpec plane = InputSpec.unit(1, 21, 21);
    float[] pixel = new float[441];
    pixel[10 * 21 + 10] = 1;
    INDArray x = Rows.of(pixel, plane.clip(Nd4j.zeros(plane.batch(1))));
    double[] blurred = Rows.doubles(new GradientSmoothing(15, 3).of(x))[0];
    double sigma = 7.0 / 3;
    double centre = blurred[220];
    for (int i = 0; i < 21; i++) {
      for (int j = 0; j < 21; j++) {
        double square = (i - 10) * (i - 10) + (j - 10) * (j - 10);
        boolean inside = Math.abs(i - 10) <= 7 && Math.abs(j - 10) <= 7;
        double expected = inside ? centre * Math.exp(-square / (2 * sigma * sigma)) : 0;
        assertThat(blurred[i * 21 + j]).isCloseTo(expected, within(1e-8));
      }
    }
    assertThat(Arrays.stream(blurred).sum()).isCloseTo(1, within(1e-6));
  }

  @Test
  void smoothingOfOnePixelChangesNothing() {
    RandomStreams random = RandomStreams.of(1, "test", List.of("a"));
    INDArray x = random.gaussian(new int[] {0}, IMAGES);
    assertThat(new GradientSmoothing(1, 3).of(x).dup().data().asFloat())
        .isEqualTo(x.dup().data().asFloat());
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(
            () -> new MiFgsm(Norm.L2, new CrossEntropy(), 0, -1, StepRule.travel(1), null, null))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "MI-FGSM: expected 1 or more steps and a momentum of 0 or more, got 0 and -1.0.");
    assertThatThrownBy(() -> new InputDiversity(.5, 0))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "input diversity: expected a probability in [0, 1] and a size in (0, 1], got 0.5 and"
                + " 0.0.");
    assertThatThrownBy(() -> new GradientSmoothing(4, 3))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "gradient smoothing: expected an odd width and a positive span, got 4 and 3.0.");
    RandomStreams random = RandomStreams.of(1, "test", List.of("a"));
    assertThatThrownBy(
            () -> InputDiversity.customary().draw(new int[] {0}, InputSpec.unit(5), random))
        .isInstanceOf(BadInput.class)
        .hasMessage("input diversity: expected images, shape [N,C,H,W], got [N,5].");
  }
}

package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NormTest {
  private static final float[] KNOWN = {.3f, -.4f, .05f, .6f};

  /** Values of published implementations of the exact projection. */
  @ParameterizedTest
  @CsvSource({"0.5, .0333, -.1333, 0, .3333", "1, .2, -.3, 0, .5", "2, .3, -.4, .05, .6"})
  void l1ProjectionHasThePublishedValues(double radius, double a, double b, double c, double d) {
    assertThat(project(Norm.L1, KNOWN, radius))
        .usingComparatorWithPrecision(5e-5f)
        .containsExactly((float) a, (float) b, (float) c, (float) d);
  }

  static Stream<Arguments> normsAndRadii() {
    return Stream.of(Norm.LINF, Norm.L2, Norm.L1)
        .flatMap(norm -> Stream.of(0, 0.3, 1, 4).map(radius -> Arguments.of(norm, radius)));
  }

  /**
   * The nearest point p of a convex set to d is the one with {@code <d - p, q - p> <= 0} for every
   * q of the set; the q that maximises the left side lies in the direction dual to {@code d - p}.
   */
  @ParameterizedTest
  @MethodSource("normsAndRadii")
  void projectionIsTheNearestPoint(Norm norm, double radius) {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 200; trial++) {
      float[] d = floats(random.doubles(7, -1, 1));
      float[] p = project(norm, d, radius);
      double[] away = new double[7];
      double inner = 0;
      for (int i = 0; i < 7; i++) {
        away[i] = (double) d[i] - p[i];
        inner += away[i] * p[i];
      }
      assertThat(size(norm, p)).isLessThanOrEqualTo(radius + 1e-6);
      assertThat(radius * dual(norm, away) - inner).isLessThanOrEqualTo(2e-6);
      if (size(norm, d) <= radius) {
        assertThat(p).isEqualTo(d);
      }
    }
  }

  /** Against every way to keep so many features. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "2.7, 2", "5, 5", "9, 5", "Infinity, 5"})
  void l0ProjectionIsTheNearestPoint(double radius, int kept) {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 50; trial++) {
      float[] d = floats(random.doubles(5, -1, 1));
      double nearest =
          IntStream.range(0, 32)
              .filter(subset -> Integer.bitCount(subset) <= kept)
              .mapToDouble(
                  subset ->
                      IntStream.range(0, 5)
                          .filter(i -> (subset >> i & 1) == 0)
                          .mapToDouble(i -> d[i] * (double) d[i])
                          .sum())
              .min()
              .orElseThrow();
      float[] p = project(Norm.L0, d, radius);
      double squared =
          IntStream.range(0, 5).mapToDouble(i -> Math.pow((double) d[i] - p[i], 2)).sum();
      assertThat(size(Norm.L0, p)).isLessThanOrEqualTo(kept);
      assertThat(squared).isCloseTo(nearest, within(1e-12));
    }
  }

  @Test
  void l0ProjectionKeepsTheFirstAmongEquals() {
    assertThat(project(Norm.L0, new float[] {.5f, -.5f, .5f, .1f}, 2))
        .containsExactly(.5f, -.5f, 0, 0);
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void projectionTreatsRowsAloneAndLeavesItsArgument(Norm norm) {
    INDArray d = Nd4j.createFromArray(new float[][] {{3, -4, 1}, {.1f, 0, .2f}, {0, 0, 0}});
    INDArray before = d.dup();
    INDArray together = norm.project(d, 1);
    assertThat(d.data().asFloat()).isEqualTo(before.data().asFloat());
    for (int n = 0; n < 3; n++) {
      assertThat(together.getRow(n).toFloatVector())
          .isEqualTo(project(norm, d.getRow(n).toFloatVector(), 1));
    }
  }

  /** Hölder: the largest {@code <g, d>} over the unit ball is the dual norm of g. */
  @ParameterizedTest
  @EnumSource(
      value = Norm.class,
      names = {"LINF", "L2", "L1"})
  void ascentMaximisesTheLinearModel(Norm norm) {
    SplittableRandom random = new SplittableRandom(3);
    for (double scale : new double[] {1, 1e-30, 1e30}) {
      float[] g = floats(random.doubles(9, -1, 1).map(v -> v * scale));
      float[] direction = ascent(norm, g);
      assertThat(size(norm, direction)).isCloseTo(1, within(1e-6));
      double gained =
          IntStream.range(0, 9).mapToDouble(i -> (double) g[i] * direction[i]).sum() / scale;
      assertThat(gained)
          .isCloseTo(
              dual(norm, IntStream.range(0, 9).mapToDouble(i -> g[i] / scale).toArray()),
              within(1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void ascentOfAZeroGradientIsZero(Norm norm) {
    assertThat(ascent(norm, new float[4])).containsOnly(0);
  }

  /** Gradients of a saturated model get this small; a reciprocal of them overflows. */
  @ParameterizedTest
  @EnumSource(Norm.class)
  void ascentSurvivesGradientsBelowTheNormalFloats(Norm norm) {
    float[] direction = ascent(norm, new float[] {0, 3e-42f, -4e-42f});
    assertThat(size(norm, direction)).isCloseTo(1, within(1e-3));
    assertThat(direction[2]).isNegative().isFinite();
  }

  /**
   * The radius of a uniform point of a ball in d dimensions, to the power d, is uniform on [0, 1];
   * every coordinate is symmetric.
   */
  @ParameterizedTest
  @EnumSource(
      value = Norm.class,
      names = {"LINF", "L2", "L1"})
  void ballSamplesAreUniform(Norm norm) {
    int samples = 4000;
    int features = 6;
    RandomStreams streams =
        RandomStreams.of(4, "ball", IntStream.range(0, samples).mapToObj(String::valueOf).toList());
    INDArray points =
        streams.ball(IntStream.range(0, samples).toArray(), InputSpec.unit(features), norm);
    double[] volumes =
        Arrays.stream(norm.sizes(points)).map(r -> Math.pow(r, features)).sorted().toArray();
    assertThat(volumes[samples - 1]).isLessThanOrEqualTo(1 + 1e-6);
    double distance =
        IntStream.range(0, samples)
            .mapToDouble(i -> Math.abs(volumes[i] - (i + 0.5) / samples))
            .max()
            .orElseThrow();
    assertThat(distance).as("Kolmogorov-Smirnov").isLessThan(1.95 / Math.sqrt(samples));
    for (int i = 0; i < features; i++) {
      float[] column = points.getColumn(i).dup().data().asFloat();
      long positive = IntStream.range(0, samples).filter(n -> column[n] > 0).count();
      assertThat((double) positive).isCloseTo(samples / 2.0, within(4 * Math.sqrt(samples) / 2));
    }
  }

  /** Directions of L2 and L1 samples: second moments of a coordinate on the unit ball. */
  @Test
  void ballSamplesHaveTheSecondMomentsOfTheBall() {
    int samples = 4000;
    int d = 6;
    RandomStreams streams =
        RandomStreams.of(5, "ball", IntStream.range(0, samples).mapToObj(String::valueOf).toList());
    int[] rows = IntStream.range(0, samples).toArray();
    InputSpec input = InputSpec.unit(d);
    assertThat(secondMoment(streams.ball(rows, input, Norm.LINF))).isCloseTo(1 / 3.0, within(.01));
    assertThat(secondMoment(streams.ball(rows, input, Norm.L2)))
        .isCloseTo(1 / (d + 2.0), within(.004));
    assertThat(secondMoment(streams.ball(rows, input, Norm.L1)))
        .isCloseTo(2 / ((d + 1.0) * (d + 2.0)), within(.002));
  }

  @Test
  void sizesAreThoseOfTheDefinition() {
    INDArray d = Nd4j.createFromArray(new float[][] {{3, -4, 0}, {0, 0, 0}, {-1, 1, 1}});
    assertThat(Norm.LINF.sizes(d)).containsExactly(4, 0, 1);
    assertThat(Norm.L2.sizes(d)).containsExactly(5, 0, Math.sqrt(3));
    assertThat(Norm.L1.sizes(d)).containsExactly(7, 0, 3);
    assertThat(Norm.L0.sizes(d)).containsExactly(2, 0, 3);
    INDArray image = d.reshape('c', 3, 1, 1, 3);
    assertThat(Norm.L2.distances(image, Nd4j.zeros(3, 1, 1, 3))).isEqualTo(Norm.L2.sizes(image));
    assertThat(d.data().asFloat()).containsExactly(3, -4, 0, 0, 0, 0, -1, 1, 1);
  }

  /** The farthest corner of the box. */
  @Test
  void reachIsTheLargestPerturbationTheBoxAllows() {
    InputSpec box = new InputSpec(List.of(3L), -1, 1);
    INDArray x = Nd4j.createFromArray(new float[][] {{0, .5f, -1}});
    assertThat(Norm.LINF.reach(x, box)).containsExactly(2);
    assertThat(Norm.L2.reach(x, box)).containsExactly(Math.sqrt(1 + 2.25 + 4));
    assertThat(Norm.L1.reach(x, box)).containsExactly(4.5);
    assertThat(Norm.L0.reach(x, box)).containsExactly(3);
  }

  /** A float sum of as many tenths is 8% off. */
  @Test
  void sizesAreSummedInDouble() {
    int n = 9_600_000;
    INDArray d = Nd4j.valueArrayOf(new long[] {1, n}, 0.1f);
    assertThat(Norm.L1.sizes(d)[0]).isCloseTo((double) 0.1f * n, within(1e-4));
    assertThat(Norm.L2.sizes(d)[0]).isCloseTo(0.1f * Math.sqrt(n), within(1e-6));
  }

  private static float[] project(Norm norm, float[] d, double radius) {
    return norm.project(Nd4j.createFromArray(new float[][] {d}), radius).data().asFloat();
  }

  private static float[] ascent(Norm norm, float[] g) {
    return norm.ascent(Nd4j.createFromArray(new float[][] {g})).dup().data().asFloat();
  }

  private static double secondMoment(INDArray points) {
    float[] all = points.data().asFloat();
    return IntStream.range(0, all.length).mapToDouble(i -> all[i] * (double) all[i]).sum()
        / all.length;
  }

  private static float[] floats(DoubleStream values) {
    double[] doubles = values.toArray();
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }

  private static double size(Norm norm, float[] d) {
    DoubleStream sizes = IntStream.range(0, d.length).mapToDouble(i -> Math.abs(d[i]));
    return switch (norm) {
      case LINF -> sizes.max().orElseThrow();
      case L2 -> Math.sqrt(sizes.map(v -> v * v).sum());
      case L1 -> sizes.sum();
      case L0 -> sizes.filter(v -> v != 0).count();
    };
  }

  private static double dual(Norm norm, double[] d) {
    DoubleStream sizes = DoubleStream.of(d).map(Math::abs);
    return switch (norm) {
      case LINF -> sizes.sum();
      case L2 -> Math.sqrt(sizes.map(v -> v * v).sum());
      case L1 -> sizes.max().orElseThrow();
      case L0 -> throw new IllegalArgumentException("L0 has no dual norm");
    };
  }

  @Test
  void noTwoInputsAreFartherApartThanTheCornersOfTheBox() {
    InputSpec box = new InputSpec(List.of(3L, 3L), -1, 3);
    assertThat(Arrays.stream(Norm.values()).mapToDouble(norm -> norm.largest(box)).toArray())
        .containsExactly(4, 12, 36, 9);
  }
}

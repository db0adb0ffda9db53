package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.gauntletml.attacks.Planes;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectionsTest {
  private static final Planes PLANES = new Planes(2, 6, 9);

  static Stream<Directions> kinds() {
    return Stream.of(Directions.anywhere(), new Directions(0.5), Directions.resized(0.34));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void areOfLengthOneAndRandom(Directions directions) {
    SplittableRandom random = new SplittableRandom(1);
    Directions.Source source = directions.over(PLANES);
    float[] one = source.draw(random);
    float[] two = source.draw(random);
    assertThat(one).hasSize(108);
    assertThat(Vectors.product(one, one)).isCloseTo(1, within(1e-6));
    assertThat(Math.abs(Vectors.product(one, two))).isLessThan(0.9);
  }

  /** Neighbours of an image enlarged three times are alike; of independent noise they are not. */
  @Test
  void resizedOnesAreSmooth() {
    assertThat(roughness(Directions.resized(0.34)))
        .isLessThan(0.5 * roughness(Directions.anywhere()));
  }

  private static double roughness(Directions directions) {
    float[] d = directions.over(PLANES).draw(new SplittableRandom(2));
    double squares = 0;
    for (int i = 1; i < d.length; i++) {
      squares += (d[i] - d[i - 1]) * (d[i] - d[i - 1]);
    }
    return squares;
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "1.0", "resized 0.25"})
  void areReadAsTheyAreWritten(String text) {
    assertThat(Directions.parse("x", text)).hasToString(text);
  }

  @Test
  void refuseNonsense() {
    assertThatThrownBy(() -> Directions.parse("my.yaml, directions", "half"))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "my.yaml, directions: expected a share of the frequencies, such as 0.5, or of the"
                + " sides, such as resized 0.25, got \"half\".");
    assertThatThrownBy(() -> Directions.resized(0))
        .hasMessage("directions: expected a share above 0, at most 1, got 0.0.");
  }
}

package org.gauntletml.models.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturesTest {
  private static final Feature AGE = new Feature("age", 18, 100, true, true);
  private static final Feature SEX = new Feature("sex", 0, 1, false, true);
  private static final Feature INCOME = new Feature("income", 0, 250_000, true, false);
  private static final Features PEOPLE = new Features(List.of(AGE, SEX, INCOME));

  @TempDir Path temp;

  @Test
  void aFileTellsTheFeatures() throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("features.json"),
            """
            [
              {"name": "age", "lower": 18, "upper": 100, "integer": true},
              {"name": "sex", "lower": 0, "upper": 1, "integer": true, "mutable": false},
              {"name": "income", "lower": 0, "upper": 2.5e5}
            ]
            """);
    Features features = FeatureFile.read(file);
    assertThat(features).isEqualTo(PEOPLE);
    assertThat(features.varying()).containsExactly(0, 2);
    assertThat(features.box()).isEqualTo(new InputSpec(List.of(3L), 0, 250_000));
    assertThat(features).hasToString("3, of which 2 may change; 2 hold whole numbers");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{name | f.json, line 1: expected JSON, got Unexpected character",
        "{} | f.json: expected a list of features, got another kind of JSON. Such as [{",
        "[] | f.json: expected a list of features, got an empty one.",
        "[3] | f.json, feature 1: expected an object with name, lower and upper, got 3.",
        "[{\"lower\": 0}] | f.json, feature 1: expected a name, got nothing.",
        "[{\"name\": \"a\", \"lower\": 0, \"uper\": 1}] | f.json, feature 1: expected a key of a"
            + " feature, got \"uper\". Did you mean upper?",
        "[{\"name\": \"a\", \"lower\": \"0\", \"upper\": 1}] | feature 1, lower: expected a number,"
            + " got \"0\".",
        "[{\"name\": \"a\", \"lower\": 0}] | feature 1, upper: expected a number, got nothing.",
        "[{\"name\": \"a\", \"lower\": 2, \"upper\": 1}] | f.json, feature 1, feature a: expected"
            + " lower at most upper, got 2.0 and 1.0.",
        "[{\"name\": \"a\", \"lower\": 0.5, \"upper\": 1, \"integer\": true}] | expected whole"
            + " bounds, as it is an integer, got 0.5 and 1.0.",
        "[{\"name\": \"a\", \"lower\": 0, \"upper\": 1e9, \"integer\": true}] | integers up to"
            + " 16777216, as floats count",
        "[{\"name\": \"a\", \"lower\": 0, \"upper\": 1e99}] | expected finite bounds",
        "[{\"name\": \"a\", \"lower\": 0, \"upper\": 1, \"mutable\": 1}] | mutable: expected true"
            + " or false, got 1.",
        "[{\"name\": \"a\", \"lower\": 0, \"upper\": 0}] | f.json, features: expected at least one"
            + " that may change, got none.",
        "[{\"name\": \"a\", \"name\": \"b\"}] | Duplicate Object property",
      })
  void aFileThatMakesNoSenseIsRefused(String text, String message) {
    assertThatThrownBy(() -> FeatureFile.parse("f.json", text))
        .isInstanceOf(BadInput.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(message).doesNotContain("\n"));
  }

  @Test
  void aMissingFileIsRefused() {
    assertThatThrownBy(() -> FeatureFile.read(temp.resolve("none.json")))
        .hasMessageEndingWith("none.json: expected a JSON file of features, got no such file.");
    assertThatThrownBy(() -> new Features(List.of(AGE, AGE)))
        .hasMessage("features: expected names that differ, got age twice.");
  }

  @Test
  void aHeaderSetsTheOrder() {
    assertThat(PEOPLE.inOrderOf("d.csv", List.of("income", "age", "sex")).all())
        .containsExactly(INCOME, AGE, SEX);
    assertThatThrownBy(() -> PEOPLE.inOrderOf("d.csv", List.of("age", "incme", "sex")))
        .hasMessageStartingWith("d.csv: expected columns of declared features, got \"incme\". Did")
        .hasMessageContaining("income?");
    assertThatThrownBy(() -> PEOPLE.inOrderOf("d.csv", List.of("age", "sex")))
        .hasMessage("d.csv: expected a column for each of 3 features, got none for income.");
  }

  @Test
  void anExampleOutOfItsBoundsIsNamed() {
    float[] two = {30, 1, 1000, 17, 0, 500};
    assertThatThrownBy(() -> PEOPLE.check("d.csv", two, List.of("0", "1")))
        .hasMessage(
            "d.csv, example 1, feature age: expected a whole number in [18.0, 100.0], got 17.0."
                + " Correct the example, or the bounds in the features file.");
    two[3] = 17.5f;
    assertThatThrownBy(() -> PEOPLE.check("d.csv", two, List.of("0", "1")))
        .hasMessageContaining("got 17.5.");
    two[3] = 18;
    two[5] = Float.NaN;
    assertThatThrownBy(() -> PEOPLE.check("d.csv", two, List.of("0", "1")))
        .hasMessageContaining("feature income: expected a value in [0.0, 250000.0], got NaN.");
    two[5] = 250_000;
    PEOPLE.check("d.csv", two, List.of("0", "1"));
  }

  @Test
  void aChangeThatIsNotAllowedIsNamed() {
    float[] before = {30, 1, 1000};
    assertThat(PEOPLE.violation(before, new float[] {31, 1, 0})).isEmpty();
    assertThat(PEOPLE.violation(before, new float[] {31, 0, 0}))
        .contains("feature sex may not change from 1.0 to 0.0");
    assertThat(PEOPLE.violation(before, new float[] {30.5f, 1, 0}))
        .contains("feature age is 30.5 and not a whole number in [18.0, 100.0]");
    assertThat(PEOPLE.violation(before, new float[] {30, 1, -1}))
        .contains("feature income is -1.0 and not a value in [0.0, 250000.0]");
    assertThat(PEOPLE.change(before, new float[] {71, 1, 126_000})).containsExactly(0.5, 0, 0.5);
  }

  @Test
  void movesAreRoundedTowardWhereTheyCameFrom() {
    assertThat(AGE.moved(30, 1.99 / 82)).isEqualTo(31);
    assertThat(AGE.moved(30, -1.99 / 82)).isEqualTo(29);
    assertThat(AGE.moved(30, (float) (2.0 / 82))).isEqualTo(32);
    assertThat(AGE.moved(30, 5)).isEqualTo(100);
    assertThat(AGE.moved(30, -5)).isEqualTo(18);
    SplittableRandom random = new SplittableRandom(1);
    Feature year = new Feature("year", 1900.1, 2000.3, true, false);
    for (int i = 0; i < 10_000; i++) {
      float from = year.moved(1950, random.nextDouble(-0.5, 0.5));
      double share = random.nextDouble(-1, 1);
      float to = year.moved(from, share);
      assertThat(year.holds(to)).isTrue();
      assertThat(Math.abs((double) to - from)).isLessThanOrEqualTo(Math.abs(share) * year.width());
    }
  }
}

package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EpsilonTest {
  @ParameterizedTest
  @CsvSource({
    "8/255, 0.03137254901960784",
    "8 / 255, 0.03137254901960784",
    "0.03, 0.03",
    ".5, 0.5",
    "3., 3",
    "1e-3, 0.001",
    "0.5/2.5E-1, 2",
    "12, 12"
  })
  void readsWhatPeopleWriteAndKeepsIt(String text, double value) {
    Epsilon epsilon = Epsilon.parse("--eps", " " + text + " ");
    assertThat(epsilon.value()).isEqualTo(value);
    assertThat(epsilon).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "abc",
        "-8/255",
        "-0.1",
        "0",
        "0.0",
        "0/255",
        "8/0",
        "0/0",
        "8/",
        "/255",
        "1/2/3",
        "NaN",
        "Infinity",
        "1e999",
        "1e-999",
        "8/1e999",
        "0x1p3",
        "1f",
        "0,03",
        "8/255 Linf",
        "+1"
      })
  void refusesEverythingElse(String text) {
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> Epsilon.parse("--eps", text))
        .withMessage(
            "--eps: expected a positive number or fraction such as 0.03 or 8/255, got \""
                + text
                + "\".");
  }

  @Test
  void isWrittenAsTheShortestDecimalIfNobodyWroteIt() {
    assertThat(Epsilon.of(0.3)).hasToString("0.3");
    assertThat(Epsilon.of(3)).hasToString("3");
    assertThat(Epsilon.of(8 / 255.0)).hasToString("0.03137254901960784");
    assertThat(Epsilon.of(1e-5)).hasToString("1.0E-5");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aNumberMustBePositiveAndFinite(double value) {
    assertThatExceptionOfType(BadInput.class).isThrownBy(() -> Epsilon.of(value));
  }

  @Test
  void aTextThatReadsDifferentlyIsRefused() {
    assertThatExceptionOfType(BadInput.class).isThrownBy(() -> new Epsilon(0.03, "8/255"));
  }
}

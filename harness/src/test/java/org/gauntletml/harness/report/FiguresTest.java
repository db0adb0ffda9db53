package org.gauntletml.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.gauntletml.harness.evaluation.Rate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0, 10, 0.0",
    "10, 10, 100.0",
    "1, 3, 33.3",
    "1, 100000, <0.1",
    "99999, 100000, >99.9",
    "0, 0, -"
  })
  void percentNeverRoundsToNothingOrAll(int count, int total, String text) {
    assertThat(Figures.percent(new Rate(count, total))).isEqualTo(text);
  }

  /** Wilson 95% of 8 in 10: 49.0% to 94.3% (Newcombe 1998, formula without continuity). */
  @Test
  void intervalIsWilsons() {
    assertThat(Figures.interval(new Rate(8, 10))).isEqualTo("49.0-94.3");
    assertThat(Figures.interval(new Rate(0, 0))).isEqualTo("-");
    assertThat(Figures.interval(new Rate(0, 100_000))).isEqualTo("0.0-0.1");
    assertThat(Figures.interval(new Rate(100_000, 100_000))).isEqualTo("99.9-100.0");
    assertThat(Figures.range(new Rate(8, 10))).isEqualTo("49.0% to 94.3%");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.031372549, 0.0314",
    "0.0012345, 0.00123",
    "0.00012345, 1.23e-4",
    "0.5, 0.5",
    "9.999, 10",
    "12.345, 12.3",
    "1234.5, 1235",
    "99999, 99999",
    "123456, 1.23e5",
    "-0.25, -0.25",
    "1e300, 1e300",
    "NaN, -",
    "Infinity, inf"
  })
  void numbersKeepThreeDigits(double value, String text) {
    assertThat(Figures.number(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "38.25, 38.3",
    "9999, 9999",
    "12345, 12.3k",
    "999500, 1M",
    "123456789, 123M",
    "9e18, 9e6T",
    "NaN, -"
  })
  void countsShrink(double value, String text) {
    assertThat(Figures.count(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.004, 0.00",
    "1.234, 1.23",
    "12.34, 12.3",
    "999.96, 1000",
    "99999, 99999",
    "360000, 100h",
    "NaN, -"
  })
  void secondsShrink(double value, String text) {
    assertThat(Figures.seconds(value)).isEqualTo(text);
  }
}

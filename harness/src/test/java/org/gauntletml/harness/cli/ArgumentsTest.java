package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
  private static Arguments of(String... words) {
    Options options = new Options();
    options.addOption(Option.builder().longOpt("x").hasArg().get());
    options.addOption(Option.builder().longOpt("flag").get());
    return Arguments.parse(options, List.of(words));
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatExceptionOfType(BadInput.class).isThrownBy(call).withMessage(message);
  }

  @Test
  void whatIsNotGivenTakesItsDefault() {
    Arguments none = of();
    assertThat(none.count("x", 1, 128)).isEqualTo(128);
    assertThat(none.seed("x", 7)).isEqualTo(7);
    assertThat(none.path("x")).isEmpty();
    assertThat(none.text("x")).isEmpty();
    assertThat(none.has("flag")).isFalse();
  }

  @Test
  void whatIsGivenIsRead() {
    assertThat(of("--x", "64").count("x", 1, 128)).isEqualTo(64);
    assertThat(of("--x=-9223372036854775808").seed("x", 7)).isEqualTo(Long.MIN_VALUE);
    assertThat(of("--x", " fgsm , pgd").names("x")).containsExactly("fgsm", "pgd");
    assertThat(of("--x", "a/b").path("x")).contains(Path.of("a/b"));
    assertThat(of("--flag").has("flag")).isTrue();
  }

  @Test
  void aValueMayStartWithADash() {
    assertThat(of("--x", "-8/255").text("x")).contains("-8/255");
    assertThat(of("--x", "-0.1").text("x")).contains("-0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "2147483648", "1.5", "1e3", "many", ""})
  void aCountIsWholeAndLargeEnough(String text) {
    refused(
        () -> of("--x", text).count("x", 1, 128),
        "--x: expected a whole number from 1 to 2147483647, got \"" + text + "\".");
  }

  @Test
  void aSeedIsWhole() {
    refused(
        () -> of("--x", "9223372036854775808").seed("x", 0),
        "--x: expected a whole number, got \"9223372036854775808\".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fgsm,", ",", "fgsm,,pgd"})
  void noNameIsEmpty(String text) {
    refused(
        () -> of("--x", text).names("x"),
        "--x: expected names between commas, got \"" + text + "\".");
  }

  @Test
  void noNameComesTwice() {
    refused(
        () -> of("--x", "fgsm,pgd,fgsm").names("x"),
        "--x: expected each name once, got \"fgsm,pgd,fgsm\".");
  }

  @Test
  void aPathIsSomething() {
    refused(() -> of("--x", "").path("x"), "--x: expected a path, got \"\".");
    refused(() -> of("--x", "a\0b").path("x"), "--x: expected a path, got \"a\0b\".");
  }
}

package org.gauntletml.attacks.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.whitebox.Apgd;
import org.gauntletml.attacks.whitebox.Fgsm;
import org.gauntletml.attacks.whitebox.InputDiversity;
import org.gauntletml.attacks.whitebox.MiFgsm;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.attacks.whitebox.StepRule;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Dlr;
import org.gauntletml.models.Margin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
  private static final Pgd PGD = Pgd.of(Norm.LINF);

  private static <R> R with(R record, Map<String, ?> written) {
    return Settings.with("my.yaml", "a setting", record, written);
  }

  @Test
  void theComponentsOfARecordAreItsSettings() {
    assertThat(Settings.of(PGD))
        .containsExactly(
            entry("loss", "cross-entropy"),
            entry("steps", "40"),
            entry("step", "2.5 eps/steps"),
            entry("randomStart", "true"),
            entry("restarts", "1"));
    assertThat(Settings.of(new Fgsm(Norm.L2))).isEmpty();
    assertThat(Settings.of("no record")).isEmpty();
  }

  /** The same command has to print the same text, so no text may hang on where an object lies. */
  @Test
  void whatHasNoTextIsNamedByItsKind() {
    record Made(float[] values, List<Object> models, Object model) {}
    assertThat(Settings.of(new Made(new float[3], List.of(new Object(), "b"), new Object())))
        .containsExactly(
            entry("values", "3 numbers"), entry("models", "[Object, b]"), entry("model", "Object"));
  }

  @Test
  void whatIsWrittenChangesAndTheRestStays() {
    assertThat(with(PGD, Map.of("steps", 20, "loss", "dlr", "randomStart", false)))
        .isEqualTo(new Pgd(Norm.LINF, new Dlr(), 20, PGD.step(), false, 1));
    assertThat(with(PGD, Map.of())).isSameAs(PGD);
    assertThat(with(Apgd.of(Norm.L1), Map.of("loss", "margin")).loss()).isEqualTo(new Margin());
  }

  @ParameterizedTest
  @MethodSource("steps")
  void aStepIsReadAsItIsWritten(Object written, StepRule step, String text) {
    assertThat(with(PGD, Map.of("step", written)).step()).isEqualTo(step);
    assertThat(step).hasToString(text);
  }

  static Stream<Arguments> steps() {
    return Stream.of(
        Arguments.of(0.01, StepRule.absolute(0.01), "0.01"),
        Arguments.of(1, StepRule.absolute(1), "1.0"),
        Arguments.of("2/255", StepRule.absolute(2 / 255.0), String.valueOf(2 / 255.0)),
        Arguments.of("0.2 eps", StepRule.perEpsilon(0.2), "0.2 eps"),
        Arguments.of("1/4 eps", StepRule.perEpsilon(0.25), "0.25 eps"),
        Arguments.of("2.5 eps/steps", StepRule.travel(2.5), "2.5 eps/steps"));
  }

  @Test
  void aRecordInsideIsWrittenAsItsComponents() {
    Map<String, Double> written = Map.of("probability", 0.7, "smallest", 0.8);
    MiFgsm with = with(MiFgsm.of(Norm.LINF), Map.of("diversity", written));
    assertThat(with.diversity()).isEqualTo(new InputDiversity(0.7, 0.8));

    MiFgsm changed = with(with, Map.of("diversity", Map.of("probability", 1)));
    assertThat(changed.diversity()).isEqualTo(new InputDiversity(1, 0.8));

    Map<String, @Nullable Object> nothing = new HashMap<>();
    nothing.put("diversity", null);
    assertThat(with(with, nothing)).isEqualTo(MiFgsm.of(Norm.LINF));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsNamed(Object record, String name, @Nullable Object value, String message) {
    Map<String, @Nullable Object> written = new HashMap<>();
    written.put(name, value);
    assertThatThrownBy(() -> with(record, written))
        .isInstanceOf(BadInput.class)
        .hasMessage("my.yaml" + message);
  }

  static Stream<Arguments> mistakes() {
    MiFgsm momentum = MiFgsm.of(Norm.LINF);
    return Stream.of(
        Arguments.of(
            PGD,
            "stepz",
            1,
            ": expected a setting, got \"stepz\". Did you mean steps? Known are loss, steps, step,"
                + " randomStart, restarts."),
        Arguments.of(
            PGD,
            "norm",
            "L2",
            ": expected a setting, got \"norm\". Known are loss, steps, step, randomStart,"
                + " restarts."),
        Arguments.of(
            new Fgsm(Norm.L2),
            "steps",
            2,
            ": expected nothing, for there is nothing to set, got \"steps\"."),
        Arguments.of(PGD, "steps", "many", ", steps: expected a whole number, got \"many\"."),
        Arguments.of(PGD, "steps", 1.5, ", steps: expected a whole number, got 1.5."),
        Arguments.of(
            PGD, "steps", 1L << 40, ", steps: expected a whole number, got 1099511627776."),
        Arguments.of(PGD, "steps", null, ", steps: expected a whole number, got nothing."),
        Arguments.of(PGD, "steps", 0, ", PGD: expected 1 or more steps and restarts, got 0 and 1."),
        Arguments.of(
            PGD, "randomStart", "yes", ", randomStart: expected true or false, got \"yes\"."),
        Arguments.of(
            PGD,
            "loss",
            "marign",
            ", loss: expected a loss, got \"marign\". Did you mean margin? Known are cross-entropy,"
                + " dlr, margin."),
        Arguments.of(
            PGD,
            "step",
            "2 eps/step",
            ", step: expected a step such as 0.01, 0.2 eps or 2.5 eps/steps, got \"2 eps/step\"."),
        Arguments.of(momentum, "momentum", true, ", momentum: expected a number, got true."),
        Arguments.of(
            momentum,
            "diversity",
            Map.of("probability", 1),
            ", diversity: expected values for probability, smallest, got [probability]."),
        Arguments.of(momentum, "diversity", 3, ", diversity: expected names and values, got 3."),
        Arguments.of(
            momentum,
            "diversity",
            Map.of("probability", 1, "smallest", 2),
            ", diversity, input diversity: expected a probability in [0, 1] and a size in (0, 1],"
                + " got 1.0 and 2.0."));
  }

  /** So that a report can be read back: what is shown of every attack is what can be written. */
  @Test
  void whatIsShownCanBeWritten() {
    for (AttackEntry entry : AttackCatalog.builtIn().all()) {
      for (Norm norm : entry.sortedNorms()) {
        Object attack = entry.in(norm);
        for (Map.Entry<String, String> shown : Settings.of(attack).entrySet()) {
          Map<String, Object> written = Map.of(shown.getKey(), typed(shown.getValue()));
          if (!shown.getValue().equals("null")) {
            assertThat(with(attack, written)).as("%s %s", entry.name(), shown).isEqualTo(attack);
          }
        }
      }
    }
  }

  private static Object typed(String text) {
    return text.matches("-?\\d+")
        ? Integer.valueOf(text)
        : text.matches("-?\\d+\\.\\d+(E-?\\d+)?")
            ? Double.valueOf(text)
            : List.of("true", "false").contains(text) ? Boolean.valueOf(text) : text;
  }

  @Test
  void aNormIsChangedByItselfAlone() {
    assertThat(Settings.in(Norm.L2, PGD)).isEqualTo(Pgd.of(Norm.L2));
    assertThatThrownBy(() -> Settings.in(Norm.L0, Apgd.of(Norm.L2)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(
            "APGD: expected a norm of " + Arrays.asList(Norm.LINF, Norm.L2, Norm.L1));
  }
}

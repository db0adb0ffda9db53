package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gauntletml.attacks.Norm;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings that make no sense, and what the minimum-norm attacks say about them. */
class RefusalsTest {
  private static Arguments refused(String message, ThrowingCallable made) {
    return Arguments.of(message, made);
  }

  static Stream<Arguments> nonsense() {
    return Stream.of(
        refused("DDN steps: expected 1 or more, got 0.", () -> DecoupledDirectionNorm.of(0)),
        refused(
            "DDN gamma: expected a number between 0 and 1, got 1.0.",
            () -> new DecoupledDirectionNorm(1, 1, 1, 0)),
        refused(
            "DDN initial norm: expected a positive number, got NaN.",
            () -> new DecoupledDirectionNorm(1, 0.05, Double.NaN, 0)),
        refused(
            "DDN levels: expected 0 for no rounding, or 2 or more, got 1.",
            () -> new DecoupledDirectionNorm(1, 0.05, 1, 1)),
        refused(
            "FMN steps: expected 1 or more, got 0.",
            () -> new FastMinimumNorm(Norm.L2, 0, 1, 0.05)),
        refused(
            "FMN step: expected a positive number, got -1.0.",
            () -> new FastMinimumNorm(Norm.L2, 1, -1, 0.05)),
        refused(
            "FMN gamma: expected a number between 0 and 1, got 0.0.",
            () -> new FastMinimumNorm(Norm.L2, 1, 1, 0)),
        refused("DeepFool: expected a norm of [L2, Linf], got L1.", () -> DeepFool.of(Norm.L1)),
        refused(
            "DeepFool: expected 1 or more steps and rivals, got 0 and 9.",
            () -> new DeepFool(Norm.L2, 0, 0.02, 9)),
        refused(
            "DeepFool overshoot: expected 0 or more, got -0.02.",
            () -> new DeepFool(Norm.L2, 50, -0.02, 9)),
        refused(
            "C&W: expected 1 or more searches and steps, got 0 and 5.",
            () -> new CarliniWagnerL2(0, 5, 0.01, 1e-3)),
        refused(
            "C&W: expected a positive learning rate and constant, got 0.01 and 0.0.",
            () -> new CarliniWagnerL2(9, 5, 0.01, 0)),
        refused(
            "C&W Linf shrink factor: expected a number between 0 and 1, got 1.0.",
            () -> new CarliniWagnerLinf(5, 0.01, 1, 20, 1, 0.01)),
        refused(
            "C&W Linf: expected positive learning rate, constants in ascending order and finest"
                + " tau, got 0.01, 20.0 to 1.0 and 0.01.",
            () -> new CarliniWagnerLinf(5, 0.01, 20, 1, 0.9, 0.01)),
        refused(
            "EAD: expected 1 or more searches and steps, got 9 and 0.",
            () -> new ElasticNet(9, 0, 0.01, 1e-3, 1e-3)),
        refused(
            "EAD: expected a positive learning rate and constant and a beta of 0 or more, got 0.01,"
                + " 0.001 and -1.0.",
            () -> new ElasticNet(9, 5, 0.01, 1e-3, -1)),
        refused(
            "JSMA theta: expected a change from -1 to 1, not 0, got 0.0.", () -> new Jsma(0, 1, 9)),
        refused("JSMA gamma: expected a number in (0, 1], got 1.5.", () -> new Jsma(1, 1.5, 9)),
        refused("JSMA rivals: expected 1 or more, got 0.", () -> new Jsma(1, 1, 0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nonsense")
  void isRefusedInOneSentence(String message, ThrowingCallable made) {
    assertThatThrownBy(made).isInstanceOf(BadInput.class).hasMessage(message);
  }
}

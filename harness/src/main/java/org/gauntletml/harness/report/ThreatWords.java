package org.gauntletml.harness.report;

import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Targets;
import org.gauntletml.attacks.ThreatModel;
import org.jspecify.annotations.Nullable;

/** A threat model in words, for people who do not think in norms. */
final class ThreatWords {
  private ThreatWords() {}

  /** As a formula: {@code Linf ≤ 8/255}, or {@code smallest L2}. */
  static String formula(ThreatModel threat) {
    Epsilon epsilon = threat.epsilon();
    return epsilon == null
        ? "smallest " + threat.norm()
        : threat.norm() + " \u2264 " + epsilon.text();
  }

  /** What the adversary may do, as a sentence without a subject or a final stop. */
  static String sentence(ThreatModel threat) {
    Epsilon epsilon = threat.epsilon();
    return epsilon == null
        ? "change the input at will, and " + measured(threat.norm()) + " is kept as small as it can"
        : switch (threat.norm()) {
          case LINF -> "change every input value by at most " + size(epsilon);
          case L2 -> "change the input by at most " + size(epsilon) + " in Euclidean length";
          case L1 -> "change the input values by at most " + size(epsilon) + " in total";
          case L0 -> "change at most " + size(epsilon) + " of the input values, each at will";
        };
  }

  /** What counts as a success, as a sentence without a subject or a final stop. */
  static String goal(@Nullable Targets targets) {
    if (targets == null) {
      return "make the model err, whichever wrong class it takes the example for";
    }
    String wanted =
        targets instanceof Targets.Given given
            ? "class " + given.target()
            : targets instanceof Targets.LeastLikely
                ? "the class it finds least likely"
                : targets instanceof Targets.RunnerUp
                    ? "the class it finds second most likely"
                    : targets instanceof Targets.Random
                        ? "a class drawn at random"
                        : "any other class, one tried after the other";
    return "make the model take the example for " + wanted;
  }

  /** What the norm measures. */
  static String measured(Norm norm) {
    return switch (norm) {
      case LINF -> "the largest change of any input value";
      case L2 -> "the Euclidean length of the change";
      case L1 -> "the sum of all changes";
      case L0 -> "the number of input values changed";
    };
  }

  /** {@code 8/255 (0.0314)}, or the text alone where it is the number. */
  private static String size(Epsilon epsilon) {
    String number = Figures.number(epsilon.value());
    boolean plain = !epsilon.text().contains("/");
    return plain ? epsilon.text() : epsilon.text() + " (" + number + ")";
  }
}

package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.option;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.cli.Options;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.whitebox.StepRule;
import org.gauntletml.defenses.training.Ascent;
import org.gauntletml.defenses.training.LossMethod;
import org.gauntletml.defenses.training.RobustMethod;
import org.gauntletml.defenses.training.WeightPerturbation;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;

/** What a command line says about the method of training. */
record MethodOptions(TrainingMethod method, Arguments arguments) {
  private static final List<String> OF_SOME =
      List.of(
          "norm", "eps", "steps", "step", "beta", "replays", "sigma", "copies", "awp", "warm-up");

  /** Steps of another number than the authors' go as far together as Madry's. */
  private static final StepRule FAR = StepRule.travel(2.5);

  /** Adds the options it is read from. */
  static Options declare(Options options) {
    return options
        .addOption(
            option(
                "method",
                "NAME",
                "clean, pgd, trades, mart, free, fast, gaussian, smoothadv or macer; default pgd"))
        .addOption(option("norm", "NORM", "Linf, L2 or L1; default Linf"))
        .addOption(option("eps", "E", "radius to withstand; default 8/255 in Linf"))
        .addOption(option("steps", "N", "of the inner attack; default: the authors'"))
        .addOption(
            option(
                "step",
                "S",
                "length of a step, such as 0.01 or 0.2 eps; default: the authors', or 2.5 eps/steps"
                    + " with --steps"))
        .addOption(option("beta", "B", "weight of robustness; default 1 for trades, 5 for mart"))
        .addOption(option("replays", "N", "of each batch in free training; default 8"))
        .addOption(option("sigma", "S", "deviation of the noise, input units; default 0.25"))
        .addOption(
            option("copies", "N", "noisy ones of an example; default 2 (smoothadv), 16 (macer)"))
        .addOption(option("awp", "GAMMA", "perturb the weights too, by this share, such as 0.01"))
        .addOption(option("warm-up", "N", "epochs in which epsilon grows to its size; default 0"));
  }

  /**
   * @throws BadInput naming the option, if one is for other methods only
   */
  static MethodOptions read(Arguments arguments) {
    TrainingMethod method = TrainingMethod.named(arguments.text("method").orElse("pgd"));
    for (String option : OF_SOME) {
      Optional<String> got = arguments.text(option);
      if (got.isPresent() && !method.takes(option)) {
        String those =
            TrainingMethod.taking(option).stream()
                .map(TrainingMethod::toString)
                .collect(Collectors.joining(", "));
        throw BadInput.of("--" + option, "to be left out with --method " + method, got.get())
            .hint("It is for " + those);
      }
    }
    return new MethodOptions(method, arguments);
  }

  /** The method as asked for. */
  RobustMethod robust() {
    RobustMethod plain = method.with(this);
    Optional<Double> gamma = arguments.positive("awp");
    if (gamma.isEmpty()) {
      return plain;
    }
    if (plain instanceof LossMethod loss) {
      return new WeightPerturbation(loss, gamma.get());
    }
    throw BadInput.of("--awp", "a method with one update per batch", method);
  }

  /** Epochs in which epsilon grows. */
  int warmUp() {
    return arguments.count("warm-up", 0, 0);
  }

  /** Whether Deeplearning4j's own {@code fit} will do. */
  boolean anyNetwork() {
    return method.anyNetwork() && arguments.text("awp").isEmpty();
  }

  /** L2 where there is no choice. */
  Norm norm() {
    return method.takes("norm")
        ? Norm.parse("--norm", arguments.text("norm").orElse(Norm.LINF.toString()))
        : Norm.L2;
  }

  Epsilon epsilon() {
    Norm norm = norm();
    return arguments
        .text("eps")
        .or(() -> norm == Norm.LINF ? Optional.of("8/255") : Optional.empty())
        .map(text -> Epsilon.parse("--eps", text))
        .orElseThrow(() -> BadInput.of("--eps", "a radius in " + norm + ", such as 0.5", "none"));
  }

  /** Refuses a radius beyond what inputs can be apart. */
  void check(InputSpec input) {
    if (method.takes("eps")) {
      ThreatModel.within(norm(), epsilon()).check("--eps", input);
    }
  }

  /** The authors' inner attack with what is said otherwise. */
  Ascent inner(Ascent authors) {
    int steps = arguments.count("steps", 1, authors.steps());
    StepRule usual = steps == authors.steps() || authors.step().travel() > 0 ? authors.step() : FAR;
    StepRule step =
        arguments.text("step").map(text -> StepRule.parse("--step", text)).orElse(usual);
    return new Ascent(authors.norm(), authors.epsilon(), steps, step, authors.start());
  }

  double beta(double authors) {
    return arguments.positive("beta").orElse(authors);
  }

  int replays(int authors) {
    return arguments.count("replays", 1, authors);
  }

  double sigma() {
    return arguments.positive("sigma").orElse(0.25);
  }

  int copies(int authors) {
    return arguments.count("copies", 1, authors);
  }
}

package org.gauntletml.harness.cli;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gauntletml.defenses.training.CleanTraining;
import org.gauntletml.defenses.training.FreeTraining;
import org.gauntletml.defenses.training.GaussianAugmentation;
import org.gauntletml.defenses.training.Macer;
import org.gauntletml.defenses.training.Mart;
import org.gauntletml.defenses.training.PgdTraining;
import org.gauntletml.defenses.training.RobustMethod;
import org.gauntletml.defenses.training.SmoothAdv;
import org.gauntletml.defenses.training.Trades;
import org.gauntletml.models.NearestName;

/**
 * The methods of {@code train}, each with the options it takes. What is not given is as its authors
 * had it.
 */
enum TrainingMethod {
  CLEAN(true, Set.of("awp"), options -> new CleanTraining()),
  PGD(
      true,
      Set.of("norm", "eps", "steps", "step", "awp", "warm-up"),
      options ->
          new PgdTraining(
              options.inner(PgdTraining.of(options.norm(), options.epsilon()).inner()))),
  TRADES(
      false,
      Set.of("norm", "eps", "steps", "step", "beta", "awp", "warm-up"),
      options -> {
        Trades authors = Trades.of(options.norm(), options.epsilon());
        return new Trades(options.inner(authors.inner()), options.beta(authors.beta()));
      }),
  MART(
      false,
      Set.of("norm", "eps", "steps", "step", "beta", "awp", "warm-up"),
      options -> {
        Mart authors = Mart.of(options.norm(), options.epsilon());
        return new Mart(options.inner(authors.inner()), options.beta(authors.beta()));
      }),
  FREE(
      false,
      Set.of("norm", "eps", "replays", "warm-up"),
      options -> {
        FreeTraining authors = FreeTraining.of(options.norm(), options.epsilon());
        return new FreeTraining(
            authors.norm(), authors.epsilon(), options.replays(authors.replays()));
      }),
  FAST(
      true,
      Set.of("norm", "eps", "step", "awp", "warm-up"),
      options ->
          new PgdTraining(
              options.inner(PgdTraining.fast(options.norm(), options.epsilon()).inner()))),
  GAUSSIAN(true, Set.of("sigma", "awp"), options -> new GaussianAugmentation(options.sigma())),
  SMOOTHADV(
      true,
      Set.of("eps", "steps", "step", "sigma", "copies", "awp", "warm-up"),
      options -> {
        SmoothAdv authors = SmoothAdv.of(options.epsilonInL2(), options.sigma());
        return new SmoothAdv(
            options.inner(authors.inner()), authors.sigma(), options.copies(authors.copies()));
      }),
  MACER(
      false,
      Set.of("sigma", "copies", "awp"),
      options -> {
        Macer authors = Macer.of(options.sigma());
        return new Macer(
            authors.sigma(),
            options.copies(authors.copies()),
            authors.lambda(),
            authors.gamma(),
            authors.beta());
      });

  private final boolean anyNetwork;
  private final Set<String> takes;
  private final Function<MethodOptions, RobustMethod> make;

  TrainingMethod(
      boolean anyNetwork, Set<String> takes, Function<MethodOptions, RobustMethod> make) {
    this.anyNetwork = anyNetwork;
    this.takes = takes;
    this.make = make;
  }

  /**
   * @throws org.gauntletml.models.BadInput with the nearest name, if {@code name} is none
   */
  static TrainingMethod named(String name) {
    return Stream.of(values())
        .filter(known -> known.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                NearestName.unknown(
                    "--method",
                    "a method of training",
                    name,
                    Stream.of(values()).map(TrainingMethod::toString).toList()));
  }

  /** Whether Deeplearning4j's own {@code fit} can serve it, which knows the cross-entropy only. */
  boolean anyNetwork() {
    return anyNetwork;
  }

  boolean takes(String option) {
    return takes.contains(option);
  }

  /** Those that take an option. */
  static List<TrainingMethod> taking(String option) {
    return Stream.of(values()).filter(method -> method.takes(option)).toList();
  }

  /** With these options, none of which is for another method. */
  RobustMethod with(MethodOptions options) {
    return make.apply(options);
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

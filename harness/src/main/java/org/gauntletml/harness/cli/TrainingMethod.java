package org.gauntletml.harness.cli;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
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
 * A method of {@code train}. What is not given is as its authors had it.
 *
 * @param anyNetwork whether Deeplearning4j's own {@code fit} can serve it, which knows the
 *     cross-entropy only
 * @param takes the options that it has and some others have not
 */
record TrainingMethod(
    String name,
    boolean anyNetwork,
    Set<String> takes,
    Function<MethodOptions, RobustMethod> make) {
  private static final List<TrainingMethod> KNOWN =
      List.of(
          new TrainingMethod("clean", true, Set.of("awp"), options -> new CleanTraining()),
          new TrainingMethod(
              "pgd",
              true,
              Set.of("norm", "eps", "steps", "step", "awp", "warm-up"),
              options ->
                  new PgdTraining(
                      options.inner(PgdTraining.of(options.norm(), options.epsilon()).inner()))),
          new TrainingMethod(
              "trades",
              false,
              Set.of("norm", "eps", "steps", "step", "beta", "awp", "warm-up"),
              options -> {
                Trades authors = Trades.of(options.norm(), options.epsilon());
                return new Trades(options.inner(authors.inner()), options.beta(authors.beta()));
              }),
          new TrainingMethod(
              "mart",
              false,
              Set.of("norm", "eps", "steps", "step", "beta", "awp", "warm-up"),
              options -> {
                Mart authors = Mart.of(options.norm(), options.epsilon());
                return new Mart(options.inner(authors.inner()), options.beta(authors.beta()));
              }),
          new TrainingMethod(
              "free",
              false,
              Set.of("norm", "eps", "replays", "warm-up"),
              options -> {
                FreeTraining authors = FreeTraining.of(options.norm(), options.epsilon());
                return new FreeTraining(
                    authors.norm(), authors.epsilon(), options.replays(authors.replays()));
              }),
          new TrainingMethod(
              "fast",
              true,
              Set.of("norm", "eps", "step", "awp", "warm-up"),
              options ->
                  new PgdTraining(
                      options.inner(PgdTraining.fast(options.norm(), options.epsilon()).inner()))),
          new TrainingMethod(
              "gaussian",
              true,
              Set.of("sigma", "awp"),
              options -> new GaussianAugmentation(options.sigma())),
          new TrainingMethod(
              "smoothadv",
              true,
              Set.of("eps", "steps", "step", "sigma", "copies", "awp", "warm-up"),
              options -> {
                SmoothAdv authors = SmoothAdv.of(options.epsilon(), options.sigma());
                return new SmoothAdv(
                    options.inner(authors.inner()),
                    authors.sigma(),
                    options.copies(authors.copies()));
              }),
          new TrainingMethod(
              "macer",
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
              }));

  /**
   * @throws org.gauntletml.models.BadInput with the nearest name, if {@code name} is none
   */
  static TrainingMethod named(String name) {
    return KNOWN.stream()
        .filter(known -> known.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                NearestName.unknown(
                    "--method",
                    "a method of training",
                    name,
                    KNOWN.stream().map(TrainingMethod::name).toList()));
  }

  boolean takes(String option) {
    return takes.contains(option);
  }

  /** Those that take an option. */
  static List<TrainingMethod> taking(String option) {
    return KNOWN.stream().filter(method -> method.takes(option)).toList();
  }

  /** With these options, none of which is for another method. */
  RobustMethod with(MethodOptions options) {
    return make.apply(options);
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }
}

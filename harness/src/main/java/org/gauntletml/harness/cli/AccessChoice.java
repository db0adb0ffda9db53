package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.Options;
import org.gauntletml.attacks.Access;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.NearestName;
import org.gauntletml.models.restricted.LabelsOnly;
import org.gauntletml.models.restricted.RoundedScores;
import org.gauntletml.models.restricted.ScoresOnly;
import org.gauntletml.models.restricted.TopScores;

/**
 * What the adversary may use of a model, where that is less than the model gives.
 *
 * @param level label, score, or everything for gradient
 * @param decimals of the probabilities it is told, 0 for all
 * @param top how many probabilities it is told, 0 for all
 */
record AccessChoice(Access<?> level, int decimals, int top) {
  private static final String ACCESS = "access";
  private static final String DECIMALS = "decimals";
  private static final String TOP = "top-k";
  private static final List<Access<?>> LEVELS =
      List.of(Access.GRADIENT, Access.SCORE, Access.LABEL);

  /** The same options with these. */
  static Options declare(Options options) {
    return options
        .addOption(
            option(
                ACCESS,
                "LEVEL",
                "what the adversary may use: gradient, score or label; default: all the model"
                    + " gives"))
        .addOption(option(DECIMALS, "N", "it is told probabilities rounded to so many decimals"))
        .addOption(option(TOP, "K", "it is told the K largest probabilities only"));
  }

  /**
   * @throws BadInput for a level that does not exist, or for scores to be told when there are none
   */
  static AccessChoice read(Arguments arguments) {
    int decimals = arguments.count(DECIMALS, 1, 0);
    int top = arguments.count(TOP, 1, 0);
    boolean less = decimals > 0 || top > 0;
    String level = arguments.text(ACCESS).orElse(less ? "score" : "gradient");
    Access<?> access =
        LEVELS.stream()
            .filter(each -> each.toString().equals(level))
            .findFirst()
            .orElseThrow(
                () ->
                    NearestName.unknown(
                        "--" + ACCESS,
                        "a level of access",
                        level,
                        LEVELS.stream().map(Access::toString).toList()));
    if (less && access != Access.SCORE) {
      throw BadInput.of("--decimals and --top-k", "--access score", "--access " + level);
    }
    return new AccessChoice(access, decimals, top);
  }

  /**
   * The model as the adversary sees it.
   *
   * @throws BadInput if the model gives less than that
   */
  LabelOracle on(LabelOracle model) {
    if (level == Access.GRADIENT) {
      return model;
    }
    if (level == Access.LABEL) {
      return new LabelsOnly(model);
    }
    if (!(model instanceof Classifier scores)) {
      throw BadInput.of("--" + ACCESS, "at most the access the model gives, label", level);
    }
    Classifier told = new ScoresOnly(scores);
    told = top > 0 ? new TopScores(told, top) : told;
    return decimals > 0 ? new RoundedScores(told, decimals) : told;
  }

  /** What is to be told about the model, with the restriction. */
  Map<String, String> on(Map<String, String> model) {
    Map<String, String> facts = new LinkedHashMap<>(model);
    if (level != Access.GRADIENT) {
      facts.put("access", level + ", restricted from " + model.get("access"));
    }
    if (top > 0) {
      facts.put("scores told", "the " + top + " largest");
    }
    if (decimals > 0) {
      facts.put("decimals of scores", String.valueOf(decimals));
    }
    return facts;
  }
}

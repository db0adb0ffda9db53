package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.option;

import java.io.IOException;
import java.util.List;
import org.apache.commons.cli.Options;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.catalog.AttackCatalog;
import org.gauntletml.harness.evaluation.Protocol;
import org.gauntletml.harness.evaluation.Suite;
import org.gauntletml.harness.evaluation.SuiteAttack;
import org.gauntletml.harness.evaluation.SuiteFile;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.NearestName;

/**
 * The attacks a command line asks for.
 *
 * @param individual whether the suite wants every attack on every example
 * @param queries that the suite allows each attack per example
 * @param skip whether attacks that the model gives too little access for are left out
 */
record SuiteChoice(Suite suite, boolean individual, long queries, boolean skip) {
  private static final String SUITE = "suite";
  private static final String ATTACKS = "attacks";
  private static final String MISSING_ACCESS = "on-missing-access";
  private static final String FAIL = "fail";
  private static final String SKIP = "skip";

  /** Adds the options it is read from. */
  static Options declare(Options options) {
    return options
        .addOption(
            option(
                SUITE,
                "NAME",
                String.join(", ", SuiteFile.BUILT_IN)
                    + ", or a YAML file of your own; default quick. 'gauntlet suites' shows them"))
        .addOption(option(ATTACKS, "A,B", "these instead of a suite, in this order"))
        .addOption(
            option(
                MISSING_ACCESS,
                "MODE",
                "fail or skip: what to do about an attack that needs more access than the model"
                    + " gives; default fail"))
        .addOption(PluginChoice.option());
  }

  /**
   * Reads the options.
   *
   * @throws BadInput for a suite or an attack that does not exist or does not work in this norm
   */
  static SuiteChoice of(Arguments arguments, AttackCatalog catalog, Norm norm) throws IOException {
    boolean skip = skip(arguments.text(MISSING_ACCESS).orElse(FAIL));
    if (arguments.text(ATTACKS).isEmpty()) {
      SuiteFile file = SuiteFile.find("--" + SUITE, arguments.text(SUITE).orElse("quick"), catalog);
      return new SuiteChoice(file.in(norm), file.individual(), file.queries(), skip);
    }
    if (arguments.text(SUITE).isPresent()) {
      throw BadInput.of("command line", "--suite or --attacks", "both");
    }
    List<SuiteAttack> attacks =
        arguments.names(ATTACKS).stream()
            .map(name -> new SuiteAttack(name, catalog.named("--" + ATTACKS, name).in(norm)))
            .toList();
    return new SuiteChoice(Suite.of(attacks), false, Protocol.UNLIMITED, skip);
  }

  /** The suite for these models, the same for all of them. */
  Suite on(List<LabelOracle> models) {
    Suite common = suite;
    for (LabelOracle model : models) {
      common = skip ? common.offeredBy(model) : common;
    }
    return common;
  }

  private static boolean skip(String mode) {
    if (!List.of(FAIL, SKIP).contains(mode)) {
      throw NearestName.unknown("--" + MISSING_ACCESS, "a mode", mode, List.of(FAIL, SKIP));
    }
    return mode.equals(SKIP);
  }
}

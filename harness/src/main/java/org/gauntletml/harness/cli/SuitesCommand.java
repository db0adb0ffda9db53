package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.option;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.cli.Options;
import org.gauntletml.attacks.catalog.AttackCatalog;
import org.gauntletml.harness.evaluation.SuiteEntry;
import org.gauntletml.harness.evaluation.SuiteFile;
import org.gauntletml.harness.report.TextTable;

/** {@code gauntlet suites}: the named lists of attacks, and what is in them. */
record SuitesCommand() implements Command {
  private static final String SHOW = "show";

  @Override
  public String name() {
    return "suites";
  }

  @Override
  public String summary() {
    return "Lists the suites: named lists of attacks that an evaluation runs";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            option(SHOW, "NAME", "print the text of one, to read or to start your own file from"))
        .addOption(PluginChoice.option());
  }

  @Override
  public ExitStatus run(Arguments arguments, Console console) throws IOException {
    AttackCatalog catalog = PluginChoice.of(arguments).catalog();
    Optional<String> show = arguments.text(SHOW);
    if (show.isPresent()) {
      console.out().print(SuiteFile.find("--" + SHOW, show.get(), catalog).text());
      return ExitStatus.SUCCESS;
    }
    TextTable table = new TextTable(Console.WIDTH).text("Suite").text("Attacks").text("");
    for (String name : SuiteFile.BUILT_IN) {
      SuiteFile suite = SuiteFile.builtIn(name, catalog);
      table.row(suite.citation().toString(), attacks(suite), suite.description());
    }
    console.out().print(table);
    return ExitStatus.SUCCESS;
  }

  private static String attacks(SuiteFile suite) {
    return suite.entries().stream()
        .map(SuiteEntry::name)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}

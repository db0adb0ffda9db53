package org.gauntletml.harness.cli;

import java.util.stream.Collectors;
import org.apache.commons.cli.Options;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.catalog.AttackCatalog;
import org.gauntletml.harness.report.TextTable;

/** {@code gauntlet attacks}: what there is to choose from. */
record AttacksCommand() implements Command {
  @Override
  public String name() {
    return "attacks";
  }

  @Override
  public String summary() {
    return "Lists the attacks: their norms, the access they need, where they were published";
  }

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public ExitStatus run(Arguments arguments, Console console) {
    TextTable table =
        new TextTable(Console.WIDTH).text("Name").text("Norms").text("Access").text("Paper");
    AttackCatalog.all()
        .forEach(
            entry ->
                table.row(
                    entry.name(),
                    entry.sortedNorms().stream()
                        .map(Norm::toString)
                        .collect(Collectors.joining(" ")),
                    entry.access().toString(),
                    entry.paper()));
    console.out().print(table);
    return ExitStatus.SUCCESS;
  }
}

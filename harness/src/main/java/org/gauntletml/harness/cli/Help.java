package org.gauntletml.harness.cli;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.help.HelpFormatter;
import org.gauntletml.harness.report.TextTable;

/** The help pages. */
record Help(PrintStream to) {
  /** What there is. */
  void overview(List<Command> commands, Options options) {
    TextTable table = new TextTable(Console.WIDTH).text("Command").text("");
    commands.forEach(command -> table.row(command.name(), command.summary()));
    to.println("Measures how robust a classifier is against adversarial examples.");
    to.println();
    to.println("Usage: gauntlet COMMAND [options]");
    to.println("       gauntlet COMMAND --help");
    to.println();
    to.println(table);
    to.print(table(options));
  }

  /** One command. */
  void of(Command command, Options options) {
    to.println(command.summary() + ".");
    to.println();
    to.println("Usage: gauntlet " + command.name() + " [options]");
    to.println();
    to.print(table(options));
  }

  /** The options in the order they were declared. */
  private static TextTable table(Options options) {
    List<Option> declared = List.copyOf(options.getOptions());
    TextTable table = new TextTable(Console.WIDTH).text("Option").text("");
    HelpFormatter.builder()
        .setShowSince(false)
        .setComparator(Comparator.comparingInt(declared::indexOf))
        .get()
        .getTableDefinition(declared)
        .rows()
        .forEach(row -> table.row(row.get(0).strip(), row.get(1).strip()));
    return table;
  }
}

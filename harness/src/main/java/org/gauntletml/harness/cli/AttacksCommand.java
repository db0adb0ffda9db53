package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.option;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.cli.Options;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.catalog.AttackCatalog;
import org.gauntletml.attacks.catalog.AttackEntry;
import org.gauntletml.attacks.catalog.Settings;
import org.gauntletml.harness.report.TextTable;

/** {@code gauntlet attacks}: what there is to choose from. */
record AttacksCommand() implements Command {
  private static final String SHOW = "show";

  private static final String FROM_JAVA =
      """

      From Java only, since they need more than a model and its examples:
      UniversalPerturbation, AdversarialPatch (fitted on examples of another split),
      TransferAttack (crafts on surrogate models, verifies on the target).
      """;

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
    return new Options()
        .addOption(option(SHOW, "NAME", "list the settings of one, which a suite file may change"))
        .addOption(PluginChoice.option());
  }

  @Override
  public ExitStatus run(Arguments arguments, Console console) throws IOException {
    AttackCatalog catalog = PluginChoice.of(arguments).catalog();
    Optional<String> show = arguments.text(SHOW);
    if (show.isPresent()) {
      console.out().print(settings(catalog.named("--" + SHOW, show.get())));
    } else {
      console.out().print(attacks(catalog));
      console.out().print(FROM_JAVA);
    }
    return ExitStatus.SUCCESS;
  }

  private static TextTable attacks(AttackCatalog catalog) {
    TextTable table =
        new TextTable(Console.WIDTH).text("Name").text("Norms").text("Access").text("Paper");
    for (AttackEntry entry : catalog.all()) {
      String norms =
          entry.sortedNorms().stream().map(Norm::toString).collect(Collectors.joining(" "));
      table.row(entry.name(), norms, entry.access().toString(), entry.paper());
    }
    return table;
  }

  /** A row per setting, a column per norm: what it is unless a suite file says otherwise. */
  private static TextTable settings(AttackEntry entry) {
    TextTable table = new TextTable(Console.WIDTH).text("Setting");
    List<Map<String, String>> byNorm =
        entry.sortedNorms().stream().map(norm -> Settings.of(entry.in(norm))).toList();
    entry.sortedNorms().forEach(norm -> table.text(norm.toString()));
    for (String setting : byNorm.get(0).keySet()) {
      Stream<String> values = byNorm.stream().map(settings -> settings.getOrDefault(setting, ""));
      table.row(Stream.concat(Stream.of(setting), values).toArray(String[]::new));
    }
    return table;
  }
}

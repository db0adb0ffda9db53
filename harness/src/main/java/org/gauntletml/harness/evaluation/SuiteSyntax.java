package org.gauntletml.harness.evaluation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.catalog.AttackCatalog;
import org.gauntletml.attacks.catalog.AttackEntry;
import org.gauntletml.attacks.catalog.Settings;
import org.gauntletml.models.BadInput;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The keys of a suite file, each a component with its default, before any attack is looked up.
 *
 * @param attacks a list of names and {@link Entry entries}, or {@code all}
 */
record SuiteSyntax(
    String name,
    int version,
    String description,
    boolean individual,
    long queries,
    Object attacks) {
  private static final SuiteSyntax BLANK =
      new SuiteSyntax("", 1, "", false, Protocol.UNLIMITED, List.of());
  private static final String ALL = "all";
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** The keys of an entry. */
  record Entry(String attack, String name, List<Object> norms, Map<String, Object> settings) {
    private static final Entry BLANK = new Entry("", "", List.of(), Map.of());
  }

  static SuiteSyntax read(String who, String text) {
    return Settings.with(who, "a key of a suite", BLANK, keys(who, "a suite", tree(who, text)));
  }

  private static Object tree(String who, String text) {
    try {
      JsonNode tree = YAML.readTree(text);
      if (tree.isMissingNode() || tree.isNull()) {
        throw BadInput.of(who, "a suite", "an empty file");
      }
      return YAML.treeToValue(tree, Object.class);
    } catch (JacksonException e) {
      String where = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      throw BadInput.of(who + where, "YAML", "a mistake: " + problem(e.getOriginalMessage()));
    }
  }

  /** What is wrong, of a message that may begin with what was being parsed and where. */
  private static String problem(String message) {
    return message
        .lines()
        .filter(line -> !line.startsWith("while ") && !line.startsWith(" "))
        .findFirst()
        .orElse("something else");
  }

  private static Map<String, Object> keys(String who, String what, Object tree) {
    if (!(tree instanceof Map<?, ?> map)) {
      throw BadInput.of(who, what + " with its keys", tree instanceof List ? "a list" : tree);
    }
    Map<String, Object> keys = new LinkedHashMap<>();
    map.forEach((key, value) -> keys.put(String.valueOf(key), value));
    return keys;
  }

  /** Looks everything up and tries every attack in every norm it is meant for. */
  SuiteFile check(String who, String text, String sha256, AttackCatalog catalog) {
    List<SuiteEntry> entries = new ArrayList<>();
    if (attacks.equals(ALL)) {
      catalog.all().stream()
          .map(attack -> entry(who, attack, new Entry(attack.name(), "", norms(attack), Map.of())))
          .forEach(entries::add);
    } else if (attacks instanceof List<?> list) {
      for (Object each : list) {
        entries.add(entry(who, each, list.indexOf(each) + 1, catalog));
      }
    } else {
      throw BadInput.of(who + ", attacks", "a list of attacks or the word all", attacks);
    }
    if (entries.isEmpty()) {
      throw BadInput.of(who + ", attacks", "at least one attack", "none");
    }
    refuseDuplicates(who, entries);
    if (queries < 1) {
      throw BadInput.of(who + ", queries", "1 or more per attack and example", queries);
    }
    return new SuiteFile(
        citation(who, sha256), description.strip(), individual, queries, entries, text);
  }

  private Citation citation(String who, String sha256) {
    try {
      return new Citation(name, version, sha256);
    } catch (BadInput e) {
      throw e.in(who);
    }
  }

  private static SuiteEntry entry(String who, Object each, int place, AttackCatalog catalog) {
    String where = who + ", attack " + place;
    Entry entry =
        each instanceof String attack
            ? new Entry(attack, "", List.of(), Map.of())
            : Settings.with(
                where,
                "a key of an attack",
                Entry.BLANK,
                keys(where, "a name, or an attack", each));
    return entry(who, catalog.named(where, entry.attack), entry);
  }

  private static SuiteEntry entry(String who, AttackEntry attack, Entry entry) {
    String name = entry.name.isEmpty() ? attack.name() : entry.name;
    String where = who + ", attack " + name;
    List<Norm> meant =
        entry.norms.isEmpty()
            ? List.of(Norm.values())
            : entry.norms.stream().map(norm -> norm(where + ", norms", norm)).toList();
    SuiteEntry checked = new SuiteEntry(where, name, attack, meant, entry.settings);
    for (Norm norm : entry.norms.isEmpty() ? attack.sortedNorms() : meant) {
      checked.in(norm);
    }
    return checked;
  }

  private static List<Object> norms(AttackEntry attack) {
    return List.copyOf(attack.sortedNorms());
  }

  private static Norm norm(String who, Object written) {
    return Norm.parse(who, String.valueOf(written));
  }

  private static void refuseDuplicates(String who, List<SuiteEntry> entries) {
    for (Norm norm : Norm.values()) {
      Set<String> names = new HashSet<>();
      for (SuiteEntry entry : entries) {
        if (entry.fits(norm) && !names.add(entry.name())) {
          throw BadInput.of(who, "every attack once", entry.name() + " twice")
              .hint("A name of its own, such as 'name: " + entry.name() + "-2', tells them apart");
        }
      }
    }
  }
}

package org.gauntletml.attacks.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.NearestName;

/** The attacks people can name: those Gauntlet ships and those it is given. */
public final class AttackCatalog {
  private final List<AttackEntry> entries;

  private AttackCatalog(List<AttackEntry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** The attacks Gauntlet ships. */
  public static AttackCatalog builtIn() {
    return new AttackCatalog(BuiltIn.ATTACKS);
  }

  /**
   * These attacks and some more.
   *
   * @throws BadInput if two have the same name
   */
  public AttackCatalog with(List<AttackEntry> more) {
    Set<String> names = new HashSet<>();
    List<AttackEntry> all = Stream.concat(entries.stream(), more.stream()).toList();
    for (AttackEntry entry : all) {
      if (!names.add(entry.name())) {
        throw BadInput.of("attacks", "names that differ", entry.name() + " twice");
      }
    }
    return new AttackCatalog(all);
  }

  /** All attacks, in the order they are listed to people. */
  public List<AttackEntry> all() {
    return entries;
  }

  /**
   * The attack of this name.
   *
   * @param who is named if there is none, e.g. {@code --attacks}
   * @throws BadInput if there is none, with the nearest name
   */
  public AttackEntry named(String who, String name) {
    return entries.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                NearestName.unknown(
                    who,
                    "the name of an attack",
                    name,
                    entries.stream().map(AttackEntry::name).toList()));
  }
}

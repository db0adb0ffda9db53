package org.gauntletml.attacks.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.gauntletml.attacks.Access;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.models.BadInput;

/**
 * An attack as people choose it.
 *
 * @param name on the command line and in reports: lower case, hyphens
 * @param norms it works in, at least one
 * @param paper where it was published: authors, year, identifier
 * @param standard the attack with its authors' settings, for one of these norms
 */
public record AttackEntry(
    String name, Set<Norm> norms, String paper, Function<Norm, Attack<?>> standard) {
  public AttackEntry {
    norms = Set.copyOf(norms);
    if (norms.isEmpty()) {
      throw BadInput.of("attack " + name, "at least one norm", "none");
    }
  }

  /**
   * The attack with its authors' settings.
   *
   * @throws BadInput if it does not work in this norm
   */
  public Attack<?> in(Norm norm) {
    return in(norm, "attack " + name, Map.of());
  }

  /**
   * The attack with some settings changed.
   *
   * @param who is named if anything is refused
   * @param settings by name, as {@link Settings#with} reads them
   * @throws BadInput if it does not work in this norm, or a setting does not fit
   */
  public Attack<?> in(Norm norm, String who, Map<String, ?> settings) {
    if (!norms.contains(norm)) {
      throw BadInput.of(who, "one of the norms " + sortedNorms(), norm);
    }
    return Settings.with(who, "a setting", standard.apply(norm), settings);
  }

  /** What it needs from the model. */
  public Access<?> access() {
    return standard.apply(norms.iterator().next()).access();
  }

  /** Its norms in the order of {@link Norm}. */
  public List<Norm> sortedNorms() {
    return norms.stream().sorted().toList();
  }
}

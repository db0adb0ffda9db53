package org.gauntletml.harness.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.catalog.AttackEntry;

/**
 * An attack as a suite file has it.
 *
 * @param who names it in errors: the file and the attack
 * @param name how reports call it; the attack's own unless the file says {@code name}
 * @param norms it is meant for; left out in others. All norms where the file does not say {@code
 *     norms}, so that one the attack does not know is refused
 * @param settings that differ from the attack's own, as YAML reads them
 */
public record SuiteEntry(
    String who, String name, AttackEntry attack, List<Norm> norms, Map<String, Object> settings) {
  public SuiteEntry {
    norms = List.copyOf(norms);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings)); // null is a value
  }

  /** Whether it is meant for this norm. */
  boolean fits(Norm norm) {
    return norms.contains(norm);
  }

  /**
   * The attack it stands for.
   *
   * @throws org.gauntletml.models.BadInput if it does not work in this norm
   */
  SuiteAttack in(Norm norm) {
    return new SuiteAttack(name, attack.in(norm, who, settings));
  }
}

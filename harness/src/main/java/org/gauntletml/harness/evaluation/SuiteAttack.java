package org.gauntletml.harness.evaluation;

import java.util.Map;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.catalog.Settings;

/**
 * An attack in a suite.
 *
 * @param name how reports call it, unique in its suite; its random streams hang on it
 */
public record SuiteAttack(String name, Attack<?> attack) {
  /** Every setting of the attack as text, in the order its record declares them. */
  public Map<String, String> settings() {
    return Settings.of(attack);
  }
}

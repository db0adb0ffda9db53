package org.gauntletml.harness.evaluation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gauntletml.attacks.Attack;

/**
 * An attack in a suite.
 *
 * @param name how reports call it, unique in its suite; its random streams hang on it
 */
public record SuiteAttack(String name, Attack<?> attack) {
  /** Every setting of the attack as text, in the order its record declares them. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    RecordComponent[] components = attack.getClass().getRecordComponents();
    for (RecordComponent component : components == null ? new RecordComponent[0] : components) {
      try {
        component.getAccessor().setAccessible(true);
        settings.put(component.getName(), text(component.getAccessor().invoke(attack)));
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("Cannot read setting " + component + " of " + name, e);
      }
    }
    return Collections.unmodifiableMap(settings);
  }

  private static String text(Object value) {
    return String.valueOf(value).replaceAll("\\[\\]$", "");
  }
}

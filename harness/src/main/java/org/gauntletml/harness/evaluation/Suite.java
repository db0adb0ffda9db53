package org.gauntletml.harness.evaluation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gauntletml.attacks.Access;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.LabelOracle;
import org.jspecify.annotations.Nullable;

/**
 * Attacks to be run in order, all of one norm. {@link SuiteFile} reads those that have a name.
 *
 * @param citation what it is quoted by, or null for attacks somebody put together
 * @param attacks names unique, at least one
 * @param notes what a report has to say about it, such as attacks left out
 */
public record Suite(@Nullable Citation citation, List<SuiteAttack> attacks, List<String> notes) {
  /**
   * @throws BadInput if there is no attack, or two have the same name
   */
  public Suite {
    attacks = List.copyOf(attacks);
    notes = List.copyOf(notes);
    if (attacks.isEmpty()) {
      throw BadInput.of("suite", "at least one attack", "none");
    }
    Set<String> names = new HashSet<>();
    for (SuiteAttack entry : attacks) {
      if (!names.add(entry.name())) {
        throw BadInput.of("suite", "every attack once", entry.name() + " twice");
      }
    }
  }

  /** Attacks somebody put together. */
  public static Suite of(List<SuiteAttack> attacks) {
    return new Suite(null, attacks, List.of());
  }

  /** As {@link #of(List)}. */
  public static Suite of(SuiteAttack... attacks) {
    return of(List.of(attacks));
  }

  /**
   * The attacks that this model gives enough access for, with a note on each of the others.
   *
   * @throws BadInput if that is none
   */
  public Suite offeredBy(LabelOracle model) {
    List<SuiteAttack> offered = new ArrayList<>();
    List<String> remarks = new ArrayList<>(notes);
    for (SuiteAttack entry : attacks) {
      if (entry.attack().access().offeredBy(model)) {
        offered.add(entry);
      } else {
        remarks.add(
            "%s was not run: it needs %s access and the model gives %s access."
                .formatted(entry.name(), entry.attack().access(), Access.of(model)));
      }
    }
    if (offered.isEmpty()) {
      throw BadInput.of(
          "suite",
          "an attack that " + Access.of(model) + " access to the model is enough for",
          "none");
    }
    return new Suite(citation, offered, remarks);
  }

  /** Whether every attack looks for the smallest perturbation, so that none needs an epsilon. */
  public boolean minimumNorm() {
    return attacks.stream().allMatch(entry -> entry.attack().minimumNorm());
  }
}

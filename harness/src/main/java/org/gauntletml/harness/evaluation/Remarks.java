package org.gauntletml.harness.evaluation;

import java.util.ArrayList;
import java.util.List;

/** What a reader has to know about one attack of a run. */
record Remarks(SuiteAttack entry, AttackRecord record) {
  /** One sentence each; mostly none. */
  List<String> on(Protocol protocol, int classes) {
    List<String> remarks = new ArrayList<>();
    for (String note : entry.attack().notes(classes)) {
      remarks.add(entry.name() + ": " + note + ".");
    }
    long own = entry.attack().mostQueries();
    if (protocol.limited() && record.asksOnly() && own < protocol.queries()) {
      remarks.add(
          "%s ends after %d queries by its own settings, before the budget."
              .formatted(entry.name(), own));
    }
    int examples = record.examples().size() + record.left().size();
    if (record.notFinished() > 0) {
      remarks.add(
          "%s: the time limit came before it was done with %d of %d examples; its success rate is"
                  .formatted(entry.name(), record.notFinished(), examples)
              + " no measure of it.");
    }
    return remarks;
  }
}

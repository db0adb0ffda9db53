package org.gauntletml.harness.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gauntletml.harness.evaluation.AttackRecord;
import org.gauntletml.harness.evaluation.AttackedExample;
import org.gauntletml.harness.evaluation.ExampleRecord;
import org.gauntletml.harness.evaluation.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * One pair of an example and an attack.
 *
 * @param index place of the example in the run
 * @param attacked what the attack did to it, null where it did nothing
 */
record Outcome(
    AttackRecord attack,
    int index,
    ExampleRecord example,
    ExampleStatus status,
    @Nullable AttackedExample attacked) {

  /** Every pair: by attack in the order run, then by example. */
  static List<Outcome> of(RunRecord run) {
    List<Outcome> outcomes = new ArrayList<>();
    Set<Integer> broken = new HashSet<>();
    for (AttackRecord attack : run.attacks()) {
      Map<Integer, AttackedExample> attacked = new HashMap<>();
      attack.examples().forEach(example -> attacked.put(example.example(), example));
      for (int i = 0; i < run.examples().size(); i++) {
        ExampleRecord example = run.examples().get(i);
        AttackedExample result = attacked.get(i);
        outcomes.add(
            new Outcome(
                attack,
                i,
                example,
                result == null
                    ? status(example, broken.contains(i), attack.left().contains(i))
                    : status(result),
                result));
      }
      attack.examples().stream()
          .filter(AttackedExample::success)
          .forEach(example -> broken.add(example.example()));
    }
    return outcomes;
  }

  static ExampleStatus status(AttackedExample attacked) {
    return attacked.success()
        ? ExampleStatus.BROKEN
        : switch (attacked.trail().ending()) {
          case SEARCHED -> ExampleStatus.ROBUST;
          case NO_START -> ExampleStatus.NO_START;
          case OUT_OF_TIME -> ExampleStatus.NOT_FINISHED;
        };
  }

  private static ExampleStatus status(ExampleRecord example, boolean brokenBefore, boolean left) {
    return !example.correct()
        ? ExampleStatus.MISCLASSIFIED
        : left
            ? ExampleStatus.NOT_FINISHED
            : brokenBefore ? ExampleStatus.BROKEN_BEFORE : ExampleStatus.NOT_ATTACKED;
  }
}

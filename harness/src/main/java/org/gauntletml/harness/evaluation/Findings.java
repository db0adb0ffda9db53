package org.gauntletml.harness.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gauntletml.attacks.Ending;
import org.jspecify.annotations.Nullable;

/** Verified findings of one attack, in the order of the examples attacked. */
final class Findings {
  private final int attack;
  private final Map<Integer, AttackedExample> examples = new LinkedHashMap<>();
  private final Map<Integer, Evidence> evidence = new LinkedHashMap<>();
  private final List<Integer> left = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();

  /**
   * @param attack its place in the run
   */
  Findings(int attack) {
    this.attack = attack;
  }

  /**
   * Adds what was found of an example; what was found of it before, toward another target, counts
   * too.
   *
   * @param point the adversarial example, null without one
   */
  void add(AttackedExample attacked, float @Nullable [] point) {
    AttackedExample all = examples.merge(attacked.example(), attacked, AttackedExample::then);
    if (point != null && all.distance() == attacked.distance()) {
      evidence.put(attacked.example(), new Evidence(attack, attacked.example(), point));
    }
  }

  List<AttackedExample> examples() {
    return List.copyOf(examples.values());
  }

  /** One per success. */
  List<Evidence> evidence() {
    return List.copyOf(evidence.values());
  }

  /** Examples there was no time for; to be added to. */
  List<Integer> left() {
    return left;
  }

  /** Whether there was time to finish with every example. */
  boolean complete() {
    return left.isEmpty()
        && examples.values().stream().allMatch(each -> each.trail().ending() != Ending.OUT_OF_TIME);
  }

  /** To be added to. */
  List<String> violations() {
    return violations;
  }

  boolean fell(int example) {
    AttackedExample attacked = examples.get(example);
    return attacked != null && attacked.success();
  }

  /** The places of the examples that fell. */
  int[] fallen() {
    return examples.values().stream()
        .filter(AttackedExample::success)
        .mapToInt(AttackedExample::example)
        .toArray();
  }
}

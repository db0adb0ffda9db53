package org.gauntletml.harness.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gauntletml.harness.evaluation.AttackedExample;
import org.gauntletml.harness.evaluation.Evidence;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.models.InputSpec;

/**
 * The adversarial examples on show: the first of each true class in the order of the data, then the
 * second of each, and so on. Of several adversarial examples of one example, the smallest
 * perturbation is shown.
 *
 * @param total examples that an attack broke, shown or not
 * @param named whether the features of a table have names
 */
record Gallery(List<Exhibit> exhibits, int total, Medium medium, boolean named) {
  private static final int MOST = 24;
  private static final int MOST_ROWS = 12;
  private static final int FEWEST = 6;

  /** Pixels that the page can hold without growing beyond a few megabytes. */
  private static final int MOST_PIXELS = 600_000;

  /** What the examples are, and so how they are shown. */
  enum Medium {
    GREY,
    COLOUR,
    TABLE
  }

  private record Found(Evidence evidence, AttackedExample attacked) {
    Found closer(Found other) {
      return other.attacked.distance() < attacked.distance() ? other : this;
    }
  }

  static Gallery of(Run run) {
    List<Found> found = found(run);
    return new Gallery(
        byTurns(run, found).stream()
            .limit(most(run))
            .map(each -> Exhibit.of(run, each.evidence, each.attacked))
            .toList(),
        found.size(),
        medium(run.data().spec()),
        !run.data().featureNames().isEmpty());
  }

  private static Medium medium(InputSpec spec) {
    return !Picture.fits(spec)
        ? Medium.TABLE
        : Picture.of(spec).channels() == 1 ? Medium.GREY : Medium.COLOUR;
  }

  private static int most(Run run) {
    return Picture.fits(run.data().spec())
        ? Math.max(FEWEST, Math.min(MOST, MOST_PIXELS / Picture.of(run.data().spec()).area()))
        : MOST_ROWS;
  }

  /** The closest success of each broken example, in the order of the data. */
  private static List<Found> found(Run run) {
    List<AttackedExample> attacked = run.attacked();
    Map<Integer, Found> closest = new TreeMap<>();
    for (int i = 0; i < attacked.size(); i++) {
      Found found = new Found(run.evidence().get(i), attacked.get(i));
      closest.merge(found.attacked.example(), found, Found::closer);
    }
    return List.copyOf(closest.values());
  }

  /** One of each class in turn. */
  private static List<Found> byTurns(Run run, List<Found> found) {
    Map<Integer, Integer> taken = new HashMap<>();
    TreeMap<Integer, TreeMap<Integer, Found>> turns = new TreeMap<>();
    for (Found each : found) {
      int label = run.data().labels()[each.attacked.example()];
      int turn = taken.merge(label, 1, Integer::sum);
      turns.computeIfAbsent(turn, t -> new TreeMap<>()).put(label, each);
    }
    List<Found> order = new ArrayList<>();
    turns.values().forEach(turn -> order.addAll(turn.values()));
    return order;
  }
}

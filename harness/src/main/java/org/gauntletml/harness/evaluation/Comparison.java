package org.gauntletml.harness.evaluation;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Models that were evaluated alike, side by side: on the same examples, under the same threat
 * model, by the same attacks. The first is what the others are compared with.
 *
 * @param runs one per model, two or more
 */
public record Comparison(List<Run> runs) {
  /**
   * @throws IllegalArgumentException if that is not so, or two models have the same name
   */
  public Comparison {
    runs = List.copyOf(runs);
    if (runs.size() < 2) {
      throw new IllegalArgumentException("comparison: expected two runs or more");
    }
    RunRecord first = runs.get(0).record();
    Set<String> names = new HashSet<>();
    for (Run run : runs) {
      RunRecord record = run.record();
      String name = record.provenance().modelName();
      if (!names.add(name)) {
        throw new IllegalArgumentException("comparison: two models are called " + name);
      }
      if (!alike(first, record)) {
        throw new IllegalArgumentException("comparison: " + name + " was evaluated otherwise");
      }
    }
  }

  private static boolean alike(RunRecord a, RunRecord b) {
    return a.threat().equals(b.threat())
        && Objects.equals(a.targets(), b.targets())
        && a.protocol().equals(b.protocol())
        && examples(a).equals(examples(b))
        && attacks(a).equals(attacks(b));
  }

  private static List<String> examples(RunRecord run) {
    return run.examples().stream().map(each -> each.label() + " " + each.id()).toList();
  }

  private static List<String> attacks(RunRecord run) {
    return run.attacks().stream().map(each -> each.name() + " " + each.settings()).toList();
  }

  /** What was found out about each model. */
  public List<RunRecord> records() {
    return runs.stream().map(Run::record).toList();
  }

  /** Clean accuracy of a model less that of the first. */
  public PairedDifference clean(int model) {
    return difference(records().get(model).right(), records().get(0).right());
  }

  /** Robust accuracy of a model less that of the first. */
  public PairedDifference robust(int model) {
    return difference(records().get(model).standing(), records().get(0).standing());
  }

  private PairedDifference difference(BitSet one, BitSet other) {
    int total = runs.get(0).record().examples().size();
    BitSet both = (BitSet) one.clone();
    both.and(other);
    int gained = one.cardinality() - both.cardinality();
    int lost = other.cardinality() - both.cardinality();
    return new PairedDifference(
        both.cardinality(), gained, lost, total - both.cardinality() - gained - lost);
  }

  /**
   * @throws org.gauntletml.models.NoAnswer if a model could not be asked to the end
   */
  public void requireComplete() {
    runs.forEach(Run::requireComplete);
  }
}

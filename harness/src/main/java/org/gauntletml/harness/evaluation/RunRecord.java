package org.gauntletml.harness.evaluation;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gauntletml.attacks.Ending;
import org.gauntletml.attacks.Targets;
import org.gauntletml.attacks.ThreatModel;
import org.jspecify.annotations.Nullable;

/**
 * Everything an evaluation found out, as plain data: what the report, the files and the gate are
 * made from.
 *
 * @param suite what was run, or null for attacks somebody put together
 * @param threat what the adversary was allowed
 * @param targets how the classes were chosen that the attacks were to reach; null where any wrong
 *     class was a success
 * @param protocol how it was conducted
 * @param classNames one per class, or empty
 * @param examples all examples of the run, in order
 * @param attacks in the order run
 * @param curve worst case by epsilon, ascending, clean accuracy first
 * @param notes what a reader has to know about the attacks, one sentence each: one that was left
 *     out, a loss that another stands in for
 * @param violations recorded adversarial examples that did not survive verification, one sentence
 *     each; empty when all is well. They do not count as successes and are never hidden
 */
public record RunRecord(
    Provenance provenance,
    @Nullable Citation suite,
    ThreatModel threat,
    @Nullable Targets targets,
    Protocol protocol,
    List<String> classNames,
    List<ExampleRecord> examples,
    List<AttackRecord> attacks,
    List<CurvePoint> curve,
    List<String> notes,
    List<String> violations) {

  /** Places of the examples classified correctly without an attack. */
  public BitSet right() {
    BitSet right = new BitSet();
    IntStream.range(0, examples.size()).filter(i -> examples.get(i).correct()).forEach(right::set);
    return right;
  }

  /** Places of the examples classified correctly that no attack broke. */
  public BitSet standing() {
    BitSet standing = right();
    worstCase().examples().stream()
        .filter(AttackedExample::success)
        .forEach(broken -> standing.clear(broken.example()));
    return standing;
  }

  /** Examples classified correctly without an attack. */
  public Rate cleanAccuracy() {
    return new Rate(right().cardinality(), examples.size());
  }

  /** Examples that no attack broke: the per-example worst case. */
  public Rate robustAccuracy() {
    return new Rate(standing().cardinality(), examples.size());
  }

  /**
   * All attacks taken as one: for each example that any of them attacked, in the order of the run,
   * the smallest perturbation that succeeded and the cost of all.
   */
  public Tally worstCase() {
    Map<Integer, AttackedExample> worst = new TreeMap<>();
    for (AttackRecord attack : attacks) {
      for (AttackedExample attacked : attack.examples()) {
        worst.merge(attacked.example(), attacked, AttackedExample::then);
      }
    }
    return new Tally(List.copyOf(worst.values()));
  }

  /**
   * Places of the examples that no attack broke, but that nothing follows for either: an attack had
   * no time to finish with them, or each one that tried found no adversarial point to start from.
   */
  public List<Integer> undecided() {
    Set<Integer> open = new TreeSet<>();
    attacks.forEach(attack -> open.addAll(attack.left()));
    for (AttackedExample attacked : worstCase().examples()) {
      if (attacked.success()) {
        open.remove(attacked.example());
      } else if (attacked.trail().ending() != Ending.SEARCHED) {
        open.add(attacked.example());
      }
    }
    return List.copyOf(open);
  }

  /**
   * The numbers of queries at which attacks that ask for scores or labels only are looked at: up to
   * the budget or, without one, to the most that any of them spent; none without such an attack.
   */
  public List<Long> checkpoints() {
    OptionalLong spent =
        asking()
            .flatMap(attack -> attack.examples().stream())
            .mapToLong(AttackedExample::queries)
            .max();
    return spent.isEmpty()
        ? List.of()
        : Checkpoint.upTo(protocol.limited() ? protocol.queries() : spent.getAsLong());
  }

  /** One for each attack that asks for scores or labels only, in the order run. */
  public List<QueryCurve> queryCurves() {
    List<Long> grid = checkpoints();
    return asking().map(attack -> QueryCurve.of(attack, grid)).toList();
  }

  private Stream<AttackRecord> asking() {
    return attacks.stream().filter(AttackRecord::asksOnly);
  }
}

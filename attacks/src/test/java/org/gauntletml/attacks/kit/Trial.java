package org.gauntletml.attacks.kit;

import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Deadline;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Ledger;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.models.LabelOracle;

/** One run of an attack on one batch, outside the harness. */
public record Trial(
    LabelOracle model, Batch batch, ThreatModel threat, Criterion criterion, Budget budget) {

  /** An untargeted trial of {@code attack} in its own setting: fixed budget or minimum norm. */
  public static Trial of(Attack<?> attack, Fixture fixture) {
    return attack.minimumNorm()
        ? new Trial(
            fixture.model(),
            fixture.batch(),
            ThreatModel.smallest(attack.norm()),
            new Criterion.Untargeted(),
            Budget.exhaustive())
        : within(attack, fixture, customaryEpsilon(attack.norm()));
  }

  /** An untargeted trial within {@code epsilon}. */
  public static Trial within(Attack<?> attack, Fixture fixture, double epsilon) {
    return new Trial(
        fixture.model(),
        fixture.batch(),
        ThreatModel.within(attack.norm(), Epsilon.of(epsilon)),
        new Criterion.Untargeted(),
        Budget.untilSuccess());
  }

  /** The same on another model. */
  public Trial on(LabelOracle other) {
    return new Trial(other, batch, threat, criterion, budget);
  }

  /** The same with a target for every example. */
  public Trial toward(int... targets) {
    return new Trial(model, batch, threat, new Criterion.Targeted(targets), budget);
  }

  /** The same for one example alone, untargeted. */
  public Trial alone(int row) {
    return new Trial(
        model, batch.select(new int[] {row}), threat, new Criterion.Untargeted(), budget);
  }

  /** The same with so many queries per example. */
  public Trial limitedTo(long queries) {
    return new Trial(model, batch, threat, criterion, budget.limitedTo(queries));
  }

  /** The same with an end. */
  public Trial by(Deadline deadline) {
    return new Trial(model, batch, threat, criterion, budget.by(deadline));
  }

  /** What became of each example. */
  public <T extends LabelTarget> List<Ledger.Outcome> run(Attack<T> attack, long seed) {
    Ledger ledger = new Ledger(batch, model.input(), model.classes(), threat, criterion, budget);
    attack.run(attack.access().open(model, ledger), RandomStreams.of(seed, "trial", batch.ids()));
    return IntStream.range(0, batch.size()).mapToObj(ledger::outcome).toList();
  }

  private static double customaryEpsilon(Norm norm) {
    return switch (norm) {
      case LINF -> 0.1;
      case L2 -> 0.5;
      case L1 -> 1.5;
      case L0 -> 3;
    };
  }
}

package org.gauntletml.attacks;

import java.util.function.BiFunction;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.LabelOracle;

/**
 * A level of access to a model, and the one place where a model of unknown level meets an attack.
 *
 * @param <T> the questions this level answers
 */
public final class Access<T extends LabelTarget> {
  public static final Access<LabelTarget> LABEL =
      new Access<>("label", LabelOracle.class, LabelQuestions::new);
  public static final Access<ScoreTarget> SCORE =
      new Access<>("score", Classifier.class, ScoreQuestions::new);
  public static final Access<GradientTarget> GRADIENT =
      new Access<>("gradient", DifferentiableClassifier.class, GradientQuestions::new);

  private final String name;
  private final Class<? extends LabelOracle> needed;
  private final BiFunction<LabelOracle, Ledger, T> open;

  private <M extends LabelOracle> Access(
      String name, Class<M> needed, BiFunction<M, Ledger, T> open) {
    this.name = name;
    this.needed = needed;
    this.open = (model, ledger) -> open.apply(needed.cast(model), ledger);
  }

  /** The highest level this model answers at. */
  public static Access<?> of(LabelOracle model) {
    return GRADIENT.offeredBy(model) ? GRADIENT : SCORE.offeredBy(model) ? SCORE : LABEL;
  }

  /** Whether this model answers at this level. */
  public boolean offeredBy(LabelOracle model) {
    return needed.isInstance(model);
  }

  /**
   * The model as a target of this level, scored by {@code ledger}.
   *
   * @throws BadInput if the model does not give this access
   */
  public T open(LabelOracle model, Ledger ledger) {
    if (!offeredBy(model)) {
      throw BadInput.of("attack", "a model that gives " + name + " access", of(model) + " access");
    }
    return open.apply(model, ledger);
  }

  /** {@code label}, {@code score} or {@code gradient}. */
  @Override
  public String toString() {
    return name;
  }
}

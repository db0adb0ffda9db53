package org.gauntletml.attacks.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.attacks.kit.CountingModel;
import org.gauntletml.attacks.kit.Fixture;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.attacks.whitebox.Fab;
import org.gauntletml.attacks.whitebox.MiFgsm;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Crafted on the model itself, a transfer attack is as good as the attack it crafts with. */
class TransferAttackTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(
        MiFgsm.of(Norm.LINF),
        MiFgsm.of(Norm.L2),
        Fab.of(Norm.L2).steps(3),
        Pgd.basicIterative(Norm.LINF));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(
        MiFgsm.of(Norm.LINF), MiFgsm.of(Norm.L2), Fab.of(Norm.L2).steps(8), Pgd.of(Norm.LINF));
  }

  @Override
  protected Attack<?> madeFor(Fixture fixture, Attack<?> attack) {
    return new TransferAttack(List.of(fixture.model()), (WhiteBoxAttack) attack);
  }

  private static final Fixture LINEAR = Fixture.all().get(0);

  @Test
  void asksTheTargetOnlyToVerify() {
    CountingModel surrogate = new CountingModel(LINEAR.model());
    TransferAttack attack = new TransferAttack(List.of(surrogate, surrogate), MiFgsm.of(Norm.LINF));
    Trial trial = Trial.within(attack, LINEAR, 1e-3).on(labelsAndScoresOf(LINEAR.model()));
    for (Outcome outcome : trial.run(attack, 1)) {
      assertThat(outcome.best()).isNull();
      assertThat(outcome.queries()).isEqualTo(2);
      assertThat(outcome.gradientQueries()).isZero();
    }
    assertThat(surrogate.forwards().get()).isEqualTo(2L * 10 * LINEAR.batch().size());
  }

  @Test
  void goesOnToTheNextSurrogateOnlyWithThoseStillStanding() {
    CountingModel second = new CountingModel(LINEAR.model());
    TransferAttack attack =
        new TransferAttack(List.of(LINEAR.model(), second), MiFgsm.of(Norm.LINF));
    Trial trial = Trial.within(attack, LINEAR, 0.9).on(labelsAndScoresOf(LINEAR.model()));
    List<Outcome> outcomes = trial.run(attack, 1);
    assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.best()).isNotNull());
    assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.queries()).isEqualTo(1));
    assertThat(second.forwards().get()).isZero();
  }

  @Test
  void anEnsembleOfOneModelTwiceIsThatModel() {
    LogitEnsemble twice = new LogitEnsemble(List.of(LINEAR.model(), LINEAR.model()));
    INDArray x = LINEAR.batch().inputs();
    try (var expected = LINEAR.model().linearize(x);
        var actual = twice.linearize(x)) {
      assertThat(actual.logits().dup().data().asFloat())
          .isEqualTo(expected.logits().dup().data().asFloat());
      INDArray cotangent = expected.logits().mul(.5);
      assertThat(actual.pullback(cotangent).dup().data().asFloat())
          .isEqualTo(expected.pullback(cotangent).dup().data().asFloat());
    }
  }

  @Test
  void refusesSurrogatesOfAnotherKind() {
    assertThatThrownBy(() -> new TransferAttack(List.of(), MiFgsm.of(Norm.L2)))
        .isInstanceOf(BadInput.class)
        .hasMessage("transfer attack: expected 1 or more surrogates, got none.");
    Fixture other = Fixture.all().get(5);
    TransferAttack attack = new TransferAttack(List.of(other.model()), MiFgsm.of(Norm.LINF));
    assertThatThrownBy(() -> Trial.of(attack, LINEAR).run(attack, 1))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "surrogate: expected inputs [N,1,4,4] and 5 classes, as the target has, got [N,12] and"
                + " 2.");
    assertThatThrownBy(() -> new LogitEnsemble(List.of(LINEAR.model(), other.model())))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "ensemble: expected members with inputs [N,1,4,4] and 5 classes, got [N,12] and 2.");
    assertThatThrownBy(() -> new LogitEnsemble(List.of())).isInstanceOf(BadInput.class);
  }

  private static Classifier labelsAndScoresOf(Classifier model) {
    return new Classifier() {
      @Override
      public InputSpec input() {
        return model.input();
      }

      @Override
      public int classes() {
        return model.classes();
      }

      @Override
      public INDArray logits(INDArray x) {
        return model.logits(x);
      }
    };
  }
}

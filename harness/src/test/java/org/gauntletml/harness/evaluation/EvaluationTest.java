package org.gauntletml.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Targets;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.kit.Fixture;
import org.gauntletml.attacks.whitebox.Fab;
import org.gauntletml.attacks.whitebox.Fgsm;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.Logits;
import org.gauntletml.models.data.Dataset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class EvaluationTest {
  private static final Provenance UNKNOWN = new Provenance(Map.of(), Map.of(), Map.of(), Map.of());
  private static final Fixture FIXTURE = Fixture.closedForm();

  /** The closed-form radii of the five fixture examples are proportional to 4, 3, 2, 1, 0 (+10). */
  @Test
  void findsTheClosedFormRobustAccuracyAndItsCurve() {
    double[] radii = radii();
    double epsilon = (radii[1] + radii[2]) / 2;
    Run run = evaluate(FIXTURE.model(), epsilon, false, new Fgsm(Norm.LINF), Pgd.of(Norm.LINF));
    RunRecord record = run.record();
    int expected = (int) Arrays.stream(radii).filter(r -> r > epsilon).count();

    assertThat(record.cleanAccuracy()).isEqualTo(new Rate(5, 5));
    assertThat(record.robustAccuracy()).isEqualTo(new Rate(expected, 5));
    assertThat(record.violations()).isEmpty();
    assertThat(run.evidence()).hasSize(5 - expected);
    for (CurvePoint point : record.curve()) {
      int standing = (int) Arrays.stream(radii).filter(r -> r > point.epsilon()).count();
      assertThat(point.robust()).as("at %s", point.epsilon()).isEqualTo(new Rate(standing, 5));
    }
  }

  @Test
  void laterAttacksSeeOnlyWhatStandsUnlessIndividual() {
    double epsilon = (radii()[1] + radii()[2]) / 2;
    RunRecord cascade =
        evaluate(FIXTURE.model(), epsilon, false, new Fgsm(Norm.LINF), Pgd.of(Norm.LINF)).record();
    RunRecord individual =
        evaluate(FIXTURE.model(), epsilon, true, new Fgsm(Norm.LINF), Pgd.of(Norm.LINF)).record();
    int standing = cascade.robustAccuracy().count();

    assertThat(cascade.attacks().get(0).examples()).hasSize(5);
    assertThat(cascade.attacks().get(1).examples()).hasSize(standing);
    assertThat(individual.attacks().get(1).examples()).hasSize(5);
    assertThat(individual.robustAccuracy()).isEqualTo(cascade.robustAccuracy());
  }

  @Test
  void reportsASuccessThatAFreshLookDoesNotConfirm() {
    LabelOracle fickle = new Fickle(new int[1]);
    Run run =
        new Evaluation(
                fickle,
                data(),
                ThreatModel.within(Norm.LINF, Epsilon.of(0.1)),
                Suite.of(new SuiteAttack("ask", new AskOnce())),
                new Protocol(0, 8, false, true),
                Progress.silent())
            .run(UNKNOWN);

    assertThat(run.record().robustAccuracy()).isEqualTo(new Rate(5, 5));
    assertThat(run.record().violations())
        .contains(
            "ask on example closed form 0: a fresh forward pass gives class "
                + FIXTURE.batch().labels()[0]
                + ", which is no success");
  }

  /**
   * Four examples fall to one gradient step, so FAB has not been asked about them when the curve
   * begins. It is asked once, whatever the epsilon.
   */
  @Test
  void aMinimumNormAttackServesEveryEpsilonOfTheCurve() {
    double[] radii = radii();
    double epsilon = (radii[3] + radii[4]) / 2;
    Asked asked = new Asked(new ArrayList<>());
    Run run =
        new Evaluation(
                FIXTURE.model(),
                data(),
                ThreatModel.within(Norm.LINF, Epsilon.of(epsilon)),
                Suite.of(
                    new SuiteAttack("fgsm", new Fgsm(Norm.LINF)),
                    new SuiteAttack("fab", Fab.of(Norm.LINF))),
                new Protocol(7, 3, false, true),
                asked)
            .run(UNKNOWN);

    assertThat(run.record().attacks().get(1).examples()).hasSize(1);
    assertThat(asked.tasks())
        .filteredOn(task -> task.startsWith("fab"))
        .containsExactly("fab on 1 examples", "fab for the curve on 4 examples");
    for (CurvePoint point : run.record().curve()) {
      int standing = (int) Arrays.stream(radii).filter(r -> r > point.epsilon()).count();
      assertThat(point.robust()).as("at %s", point.epsilon()).isEqualTo(new Rate(standing, 5));
    }
  }

  @Test
  void withoutACurveNothingIsAskedTwice() {
    Asked asked = new Asked(new ArrayList<>());
    new Evaluation(
            FIXTURE.model(),
            data(),
            ThreatModel.within(Norm.LINF, Epsilon.of(radii()[2])),
            Suite.of(
                new SuiteAttack("fgsm", new Fgsm(Norm.LINF)),
                new SuiteAttack("fab", Fab.of(Norm.LINF))),
            new Protocol(7, 8, false, false),
            asked)
        .run(UNKNOWN);
    assertThat(asked.tasks()).hasSize(3);
  }

  @Test
  void aSuiteCanLeaveOutWhatTheModelDoesNotOffer() {
    Suite suite =
        Suite.of(
            new SuiteAttack("ask", new AskOnce()), new SuiteAttack("fgsm", new Fgsm(Norm.LINF)));
    LabelOracle scores = new ScoresOnly(FIXTURE);

    assertThat(suite.offeredBy(FIXTURE.model())).isEqualTo(suite);
    Suite offered = suite.offeredBy(scores);
    assertThat(offered.attacks()).extracting(SuiteAttack::name).containsExactly("ask");
    RunRecord record =
        new Evaluation(
                scores,
                data(),
                ThreatModel.within(Norm.LINF, Epsilon.of(0.1)),
                offered,
                Protocol.STANDARD,
                Progress.silent())
            .run(UNKNOWN)
            .record();
    assertThat(record.notes())
        .containsExactly(
            "fgsm was not run: it needs gradient access and the model gives score access.");
    assertThatThrownBy(
            () -> Suite.of(new SuiteAttack("fgsm", new Fgsm(Norm.LINF))).offeredBy(scores))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "suite: expected an attack that score access to the model is enough for, got none.");
  }

  private static Run toward(Targets targets, Attack<?> attack) {
    Fixture five = Fixture.all().get(0);
    Dataset data =
        Dataset.numbered(
            "five classes",
            five.model().input(),
            five.batch().inputs(),
            five.batch().labels(),
            List.of());
    return new Evaluation(
            five.model(),
            data,
            ThreatModel.within(Norm.LINF, Epsilon.of(0.6)),
            targets,
            Suite.of(new SuiteAttack("attack", attack)),
            new Protocol(7, 4, false, false),
            Progress.silent())
        .run(UNKNOWN);
  }

  @Test
  void aTargetedSuccessIsTheTargetAndAllTargetsAreTriedInTurn() {
    Fixture five = Fixture.all().get(0);
    double[][] clean = Logits.rows(five.model().logits(five.batch().inputs()));
    RunRecord runnerUp = toward(new Targets.RunnerUp(), Pgd.of(Norm.LINF)).record();
    assertThat(runnerUp.targets()).isEqualTo(new Targets.RunnerUp());
    assertThat(runnerUp.worstCase().successRate().count()).isPositive();
    for (AttackedExample attacked : runnerUp.worstCase().examples()) {
      int label = five.batch().labels()[attacked.example()];
      assertThat(attacked.prediction())
          .isIn(-1, Logits.highestBut(clean[attacked.example()], label));
    }

    int least =
        toward(new Targets.LeastLikely(), Pgd.of(Norm.LINF)).record().robustAccuracy().count();
    Run all = toward(new Targets.All(), Pgd.of(Norm.LINF));
    assertThat(all.record().attacks().get(0).examples()).hasSize(6);
    assertThat(all.record().robustAccuracy().count())
        .isLessThanOrEqualTo(Math.min(least, runnerUp.robustAccuracy().count()));
    assertThat(all.evidence()).hasSize(all.record().worstCase().successRate().count());
    assertThat(all.attacked()).hasSameSizeAs(all.evidence());
    assertThat(all.record().violations()).isEmpty();
  }

  /** One run per target: what is kept is the smallest perturbation over all of them. */
  @Test
  void aMinimumNormAttackKeepsTheNearestOfAllTargets() {
    RunRecord all = toward(new Targets.All(), Fab.of(Norm.LINF)).record();
    RunRecord runnerUp = toward(new Targets.RunnerUp(), Fab.of(Norm.LINF)).record();
    for (int i = 0; i < 6; i++) {
      AttackedExample nearest = all.attacks().get(0).examples().get(i);
      AttackedExample near = runnerUp.attacks().get(0).examples().get(i);
      assertThat(nearest.distance()).isLessThanOrEqualTo(near.distance());
      assertThat(nearest.queries()).isGreaterThan(near.queries());
    }
  }

  @Test
  void aTargetHasToBeAClassThatNoExampleHas() {
    Targets first = new Targets.Given(Fixture.all().get(0).batch().labels()[0]);
    assertThatThrownBy(() -> toward(first, Pgd.of(Norm.LINF)))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "target of example 0: expected a class other than the true one, got "
                + first
                + ". Leave out the examples of the class that is to be reached.");
    assertThatThrownBy(() -> toward(new Targets.Given(5), Pgd.of(Norm.LINF)))
        .isInstanceOf(BadInput.class)
        .hasMessage("target of example 0: expected 0 to 4, got 5.");
  }

  @Test
  void aSuiteHasEveryAttackOnce() {
    SuiteAttack fgsm = new SuiteAttack("fgsm", new Fgsm(Norm.LINF));
    assertThatThrownBy(() -> Suite.of(fgsm, fgsm))
        .isInstanceOf(BadInput.class)
        .hasMessage("suite: expected every attack once, got fgsm twice.");
    assertThatThrownBy(() -> Suite.of())
        .isInstanceOf(BadInput.class)
        .hasMessage("suite: expected at least one attack, got none.");
  }

  /** Remembers what was begun. */
  private record Asked(List<String> tasks) implements Progress {
    @Override
    public Task start(String what, long total) {
      tasks.add(what);
      return done -> {};
    }
  }

  @Test
  void refusesWhatCannotBeEvaluated() {
    assertThatThrownBy(() -> evaluate(FIXTURE.model(), 0.1, false, Pgd.of(Norm.L2)))
        .isInstanceOf(BadInput.class)
        .hasMessage("attack a0: expected the norm of the threat model, Linf, got L2.");
    assertThatThrownBy(() -> evaluate(new ScoresOnly(FIXTURE), 0.1, false, Pgd.of(Norm.LINF)))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(
            "attack a0: expected a model that gives gradient access, got one that gives score"
                + " access.");
  }

  /** The second attack is cut off between its examples: what was done stays, and says so. */
  @Test
  void whenTimeIsOverFinishedWorkIsKeptAndTheRestIsNotCalledRobust() {
    double epsilon = (radii()[1] + radii()[2]) / 2;
    Evaluation evaluation =
        new Evaluation(
            FIXTURE.model(),
            data(),
            ThreatModel.within(Norm.LINF, Epsilon.of(epsilon)),
            Suite.of(
                new SuiteAttack("fgsm", new Fgsm(Norm.LINF)),
                new SuiteAttack("pgd", Pgd.of(Norm.LINF))),
            new Protocol(7, 1, true, true),
            Progress.silent());
    RunRecord whole = evaluation.run(UNKNOWN).record();
    Attack<?> pgd = Pgd.of(Norm.LINF);
    assertThat(pgd.mostQueries()).isEqualTo(41);
    int[] reads = new int[1];
    RunRecord cut = evaluation.run(UNKNOWN, () -> ++reads[0] > 60).record();

    assertThat(whole.undecided()).isEmpty();
    assertThat(cut.attacks().get(0).examples()).isEqualTo(whole.attacks().get(0).examples());
    AttackRecord second = cut.attacks().get(1);
    assertThat(second.notFinished()).isPositive();
    assertThat(second.examples().size() + second.left().size()).isEqualTo(5);
    List<Integer> broken =
        cut.worstCase().examples().stream()
            .filter(AttackedExample::success)
            .map(AttackedExample::example)
            .toList();
    assertThat(cut.undecided()).isNotEmpty().doesNotContainAnyElementsOf(broken);
    assertThat(cut.notes()).anyMatch(note -> note.contains("before the curve was complete"));
    assertThat(whole.notes()).isEmpty();
  }

  @Test
  void anExampleWithoutAStartIsUndecidedUnlessAnotherAttackSearchedIt() {
    RunRecord alone = evaluate(FIXTURE.model(), 1e-3, false, new NoStart()).record();
    assertThat(alone.undecided()).containsExactly(0, 1, 2, 3, 4);
    assertThat(alone.queryCurves().get(0).withoutStart()).isEqualTo(5);
    assertThat(alone.robustAccuracy()).isEqualTo(new Rate(5, 5));
    RunRecord both = evaluate(FIXTURE.model(), 1e-3, false, new NoStart(), new AskOnce()).record();
    assertThat(both.undecided()).isEmpty();
  }

  @Test
  void theBudgetHoldsForAllTargetsTogether() {
    Fixture five = Fixture.all().get(0);
    Dataset data =
        Dataset.numbered(
            "five classes",
            five.model().input(),
            five.batch().inputs(),
            five.batch().labels(),
            List.of());
    RunRecord run =
        new Evaluation(
                five.model(),
                data,
                ThreatModel.within(Norm.LINF, Epsilon.of(1e-3)),
                new Targets.All(),
                Suite.of(new SuiteAttack("pgd", Pgd.of(Norm.LINF))),
                new Protocol(7, 4, false, false).limitedTo(10),
                Progress.silent())
            .run(UNKNOWN)
            .record();
    assertThat(run.attacks().get(0).examples())
        .allSatisfy(example -> assertThat(example.queries()).isEqualTo(8));
  }

  @Test
  void aModelThatAnswersAtRandomIsNoticedAndVotesAreWhatHelps() {
    RunRecord one = asked(new Wavering(new int[1]), 1);
    assertThat(one.notes())
        .singleElement()
        .asString()
        .startsWith("The model does not give the same answer twice.");
    RunRecord steady = evaluate(FIXTURE.model(), 0.1, false, new AskOnce()).record();
    assertThat(steady.notes()).isEmpty();
    RunRecord voted = asked(new Wavering(new int[1]), 5);
    assertThat(voted.notes()).isEmpty();
    assertThat(voted.robustAccuracy()).isEqualTo(new Rate(5, 5));
    assertThat(voted.violations()).isEmpty();
  }

  private static RunRecord asked(LabelOracle model, int votes) {
    return new Evaluation(
            model,
            data(),
            new ThreatModel(Norm.LINF, Epsilon.of(0.1), votes),
            Suite.of(new SuiteAttack("ask", new AskOnce())),
            new Protocol(0, 8, false, false),
            Progress.silent())
        .run(UNKNOWN)
        .record();
  }

  /** 41 queries of PGD on five examples; what FAB asks is known once there is a budget. */
  @Test
  void theEstimateCountsEveryQuestionThereCanBe() {
    ThreatModel threat = ThreatModel.within(Norm.LINF, Epsilon.of(0.1));
    Suite suite =
        Suite.of(
            new SuiteAttack("pgd", Pgd.of(Norm.LINF)), new SuiteAttack("fab", Fab.of(Norm.LINF)));
    Protocol once = new Protocol(7, 3, false, false);
    Estimate open =
        Estimate.of(
            new Evaluation(FIXTURE.model(), data(), threat, suite, once, Progress.silent()));
    assertThat(open.questions()).isEqualTo(5 * 41);
    assertThat(open.unbounded()).containsExactly("fab");
    assertThat(open.seconds()).isPositive();
    Estimate limited =
        Estimate.of(
            new Evaluation(
                FIXTURE.model(), data(), threat, suite, once.limitedTo(30), Progress.silent()));
    assertThat(limited.questions()).isEqualTo(5 * 30 * 2);
    assertThat(limited.unbounded()).isEmpty();
    Protocol curve = new Protocol(7, 3, false, true).limitedTo(30);
    assertThat(
            Estimate.of(
                    new Evaluation(
                        FIXTURE.model(), data(), threat, suite, curve, Progress.silent()))
                .questions())
        .isEqualTo(5 * 30 * (8 + 1));
  }

  private static double[] radii() {
    double[] radii = new double[5];
    Arrays.setAll(radii, n -> Fixture.closedFormRadius(FIXTURE, Norm.LINF, n));
    Arrays.sort(radii);
    return radii;
  }

  private static Run evaluate(
      LabelOracle model, double epsilon, boolean individual, Attack<?>... attacks) {
    List<SuiteAttack> suite =
        IntStream.range(0, attacks.length)
            .mapToObj(i -> new SuiteAttack("a" + i, attacks[i]))
            .toList();
    return new Evaluation(
            model,
            data(),
            ThreatModel.within(Norm.LINF, Epsilon.of(epsilon)),
            Suite.of(suite),
            new Protocol(7, 3, individual, true),
            Progress.silent())
        .run(UNKNOWN);
  }

  private static Dataset data() {
    return new Dataset(
        "fixture",
        FIXTURE.model().input(),
        FIXTURE.batch().inputs(),
        FIXTURE.batch().labels(),
        FIXTURE.batch().ids(),
        List.of());
  }

  /** Right the first two times it is asked about a batch, wrong the third, right ever after. */
  private record Fickle(int[] asked) implements LabelOracle {
    @Override
    public InputSpec input() {
      return FIXTURE.model().input();
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public int[] labels(INDArray x) {
      int[] labels = FIXTURE.batch().labels().clone();
      if (asked[0]++ == 2) {
        Arrays.setAll(labels, n -> 1 - labels[n]);
      }
      return labels;
    }
  }

  /** Asks about the examples themselves. */
  private record AskOnce() implements DecisionBasedAttack {
    @Override
    public Norm norm() {
      return Norm.LINF;
    }

    @Override
    public void run(LabelTarget target, RandomStreams random) {
      int[] rows = target.active();
      target.labels(target.originals(rows), rows);
    }
  }

  /** Wrong every third time it is asked. */
  private record Wavering(int[] asked) implements LabelOracle {
    @Override
    public InputSpec input() {
      return FIXTURE.model().input();
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public int[] labels(INDArray x) {
      int[] labels = FIXTURE.model().labels(x);
      if (++asked[0] % 3 == 2) {
        Arrays.setAll(labels, n -> 1 - labels[n]);
      }
      return labels;
    }
  }

  /** Finds no point to start from. */
  private record NoStart() implements DecisionBasedAttack {
    @Override
    public Norm norm() {
      return Norm.LINF;
    }

    @Override
    public void run(LabelTarget target, RandomStreams random) {
      for (int row : target.active()) {
        target.giveUp(row);
      }
    }
  }

  private record ScoresOnly(Fixture fixture) implements Classifier {
    @Override
    public InputSpec input() {
      return fixture.model().input();
    }

    @Override
    public int classes() {
      return fixture.model().classes();
    }

    @Override
    public INDArray logits(INDArray x) {
      return fixture.model().logits(x);
    }
  }
}

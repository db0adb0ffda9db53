package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.catalog.AttackCatalog;
import org.gauntletml.attacks.catalog.AttackEntry;
import org.gauntletml.attacks.kit.LinearModel;
import org.gauntletml.attacks.whitebox.Apgd;
import org.gauntletml.attacks.whitebox.FastMinimumNorm;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.tabular.Feature;
import org.gauntletml.models.tabular.Features;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Attacks on rows of which only some features may change, and some by whole numbers. */
class FeatureSpaceTest {
  private static final Features MIXED =
      new Features(
          List.of(
              new Feature("id", 0, 1000, false, true),
              new Feature("age", 18, 100, true, true),
              new Feature("year", 1900.5, 2000.25, true, false),
              new Feature("married", 0, 1, true, true),
              new Feature("score", -5, 1e4, true, false),
              new Feature("fixed", -1, 1, false, false),
              new Feature("rooms", 1, 4, true, true),
              new Feature("share", 0, 1, true, false),
              new Feature("constant", 3, 3, true, false)));

  /** Weights that make a change of any feature by its width count about as much. */
  private static final double[] WEIGHTS = {
    0.001, 0.012, -0.009, 0.6, 0.00008, -0.5, 0.25, 1.1, 0.3
  };

  private static final int ROWS = 6;

  /** Fails on any row that no adversary may make out of an example. */
  private record Guarded(DifferentiableClassifier model, Features features, float[][] examples)
      implements DifferentiableClassifier {
    @Override
    public InputSpec input() {
      return model.input();
    }

    @Override
    public int classes() {
      return model.classes();
    }

    @Override
    public Linearization linearize(INDArray x) {
      for (float[] row : Rows.floats(x)) {
        float[] example = examples[(int) row[0]]; // the first feature tells which it is
        assertThat(features.violation(example, row)).isEmpty();
      }
      return model.linearize(x);
    }
  }

  private static float[][] examples() {
    SplittableRandom random = new SplittableRandom(3);
    float[][] rows = new float[ROWS][MIXED.size()];
    for (int n = 0; n < ROWS; n++) {
      for (int i = 0; i < MIXED.size(); i++) {
        Feature feature = MIXED.all().get(i);
        double value = feature.lower() + random.nextDouble() * feature.width();
        rows[n][i] = (float) (feature.integer() ? Math.floor(value) : value);
      }
      rows[n][0] = n;
    }
    return rows;
  }

  /** Two classes, so that each example has this margin to the other one. */
  private static LinearModel model(double bias) {
    double[][] weights = {new double[MIXED.size()], WEIGHTS};
    return new LinearModel(MIXED.box(), weights, new double[] {0, bias});
  }

  private static double score(float[] row) {
    return IntStream.range(0, row.length).mapToDouble(i -> WEIGHTS[i] * row[i]).sum();
  }

  /** A bias in the middle of the examples' scores. */
  private static double bias() {
    double[] scores = Stream.of(examples()).mapToDouble(FeatureSpaceTest::score).sorted().toArray();
    return -(scores[ROWS / 2 - 1] + scores[ROWS / 2]) / 2;
  }

  private static List<Outcome> run(Attack<?> attack, double epsilon, Budget budget) {
    float[][] examples = examples();
    Guarded model = new Guarded(model(bias()), MIXED, examples);
    INDArray inputs = Nd4j.createFromArray(examples);
    FeatureSpace space = new FeatureSpace(MIXED, inputs);
    List<String> ids = IntStream.range(0, ROWS).mapToObj(String::valueOf).toList();
    ThreatModel threat =
        attack.minimumNorm()
            ? ThreatModel.smallest(attack.norm())
            : ThreatModel.within(attack.norm(), Epsilon.of(epsilon));
    Ledger ledger =
        new Ledger(
            new Batch(space.originals(), model.labels(inputs), ids),
            space,
            2,
            threat,
            new Criterion.Untargeted(),
            budget,
            Watcher.NOBODY);
    loose(attack, model, ledger, RandomStreams.of(1, "features", ids));
    return IntStream.range(0, ROWS).mapToObj(ledger::outcome).toList();
  }

  private static <T extends LabelTarget> void loose(
      Attack<T> attack, DifferentiableClassifier model, Ledger ledger, RandomStreams random) {
    attack.run(attack.access().open(model, ledger), random);
  }

  static Stream<Arguments> catalog() {
    return AttackCatalog.builtIn().all().stream()
        .flatMap(entry -> entry.sortedNorms().stream().map(norm -> Arguments.of(entry, norm)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("catalog")
  void noAttackOfTheCatalogBreaksTheRules(AttackEntry entry, Norm norm) {
    Attack<?> attack = entry.in(norm);
    double epsilon = norm == Norm.L0 ? 2 : 0.4;
    boolean beginsLate = List.of("nattack", "one-pixel").contains(entry.name());
    Budget budget = Budget.untilSuccess().limitedTo(beginsLate ? 400 : 150);
    List<Outcome> outcomes = run(attack, epsilon, budget);
    float[][] examples = examples();
    LinearModel model = model(bias());
    int[] before = model.labels(Nd4j.createFromArray(examples));
    for (int n = 0; n < ROWS; n++) {
      boolean wantsImages = List.of("spatial", "blur").contains(entry.name());
      assertThat(outcomes.get(n).queries() > 0).isNotEqualTo(wantsImages);
      Ledger.Success best = outcomes.get(n).best();
      if (best != null) {
        assertThat(MIXED.violation(examples[n], best.point())).isEmpty();
        double distance = norm.sizeOf(MIXED.change(examples[n], best.point()));
        assertThat(best.distance()).isCloseTo(distance, within(1e-6));
        assertThat(attack.minimumNorm() || distance <= epsilon + 1e-6).isTrue();
        INDArray row = Nd4j.createFromArray(new float[][] {best.point()});
        assertThat(model.labels(row)[0]).isNotEqualTo(before[n]);
      }
    }
  }

  @Test
  void someAttacksOfEveryAccessSucceed() {
    for (String name : List.of("pgd", "square", "hopskipjump", "pointwise")) {
      AttackEntry entry = AttackCatalog.builtIn().named("test", name);
      Norm norm = entry.sortedNorms().get(0);
      List<Outcome> outcomes = run(entry.in(norm), 0.6, Budget.untilSuccess().limitedTo(500));
      assertThat(outcomes).as(name).anyMatch(outcome -> outcome.best() != null);
    }
  }

  /** How far the score of an example can be pushed within an L-inf ball, whole numbers and all. */
  private static double reach(float[] example, double epsilon, double direction) {
    double reach = 0;
    for (int i : MIXED.varying()) {
      Feature feature = MIXED.all().get(i);
      boolean up = WEIGHTS[i] * direction > 0;
      double room = up ? feature.upper() - example[i] : example[i] - feature.lower();
      double way = Math.min(epsilon * feature.width(), room);
      reach += Math.abs(WEIGHTS[i]) * (feature.integer() ? Math.floor(way + 1e-4) : way);
    }
    return reach;
  }

  @Test
  void attacksReachTheOptimumOfALinearModelAndNoFarther() {
    float[][] examples = examples();
    double bias = bias();
    List<Attack<?>> attacks = List.of(Pgd.of(Norm.LINF), Apgd.of(Norm.LINF));
    int standing = 0;
    for (double epsilon : new double[] {0.004, 0.02, 0.05, 0.1, 0.2, 0.3, 0.45, 0.7, 1}) {
      for (Attack<?> attack : attacks) {
        List<Outcome> outcomes = run(attack, epsilon, Budget.untilSuccess());
        for (int n = 0; n < ROWS; n++) {
          double margin = score(examples[n]) + bias;
          double reach = reach(examples[n], epsilon, -Math.signum(margin));
          if (Math.abs(reach - Math.abs(margin)) > 1e-3 * Math.abs(margin)) {
            assertThat(outcomes.get(n).best() != null)
                .as("%s at %s on %s: margin %s, reach %s", attack, epsilon, n, margin, reach)
                .isEqualTo(reach > Math.abs(margin));
          }
          standing += outcomes.get(n).best() == null ? 1 : 0;
        }
      }
    }
    assertThat(standing).isBetween(2 * ROWS, 14 * ROWS);
  }

  @Test
  void realFeaturesHaveTheClosedFormInShares() {
    Features real =
        new Features(
            List.of(
                new Feature("a", -10, 30, true, false),
                new Feature("b", 0, 0.5, true, false),
                new Feature("c", 5, 9, false, false),
                new Feature("d", 1000, 3000, true, false)));
    double[] weights = {0.1, -4, 7, 0.002};
    float[][] example = {{10, 0.25f, 7, 2000}};
    double at = 0;
    for (int i = 0; i < weights.length; i++) {
      at += weights[i] * example[0][i];
    }
    double margin = 0.4;
    LinearModel model =
        new LinearModel(
            real.box(), new double[][] {new double[4], weights}, new double[] {0, margin - at});
    INDArray inputs = Nd4j.createFromArray(example);
    FeatureSpace space = new FeatureSpace(real, inputs);
    double[] slopes = {0.1 * 40, 4 * 0.5, 0.002 * 2000};
    for (Norm norm : new Norm[] {Norm.LINF, Norm.L2, Norm.L1}) {
      Ledger ledger =
          new Ledger(
              new Batch(space.originals(), new int[] {1}, List.of("one")),
              space,
              2,
              ThreatModel.smallest(norm),
              new Criterion.Untargeted(),
              Budget.exhaustive(),
              Watcher.NOBODY);
      loose(
          FastMinimumNorm.of(norm),
          model,
          ledger,
          RandomStreams.of(1, "closed form", List.of("one")));
      double smallest = margin / norm.dual().sizeOf(slopes);
      assertThat(ledger.outcome(0).bestDistance())
          .as("%s", norm)
          .isBetween(smallest * (1 - 1e-4), smallest * 1.03);
    }
  }

  @Test
  void gradientsAreThoseOfTheFeaturesThatMayChangeInShares() {
    FeatureSpace space = new FeatureSpace(MIXED, Nd4j.createFromArray(examples()));
    float[][] gradient = new float[2][MIXED.size()];
    for (int i = 0; i < MIXED.size(); i++) {
      gradient[0][i] = (float) WEIGHTS[i];
      gradient[1][i] = 1;
    }
    double[][] pulled = Rows.doubles(space.pullback(Nd4j.createFromArray(gradient)));
    int[] varying = {1, 2, 3, 4, 6, 7};
    assertThat(MIXED.varying()).containsExactly(varying);
    List<Double> widths = new ArrayList<>();
    for (int j = 0; j < varying.length; j++) {
      double width = MIXED.all().get(varying[j]).width();
      widths.add(width);
      assertThat(pulled[0][j]).isCloseTo(WEIGHTS[varying[j]] * width, within(1e-3));
    }
    assertThat(Arrays.stream(pulled[1]).boxed().toList()).isEqualTo(widths);
  }

  @Test
  void originalsAreRealisedAsTheyAre() {
    float[][] examples = examples();
    FeatureSpace space = new FeatureSpace(MIXED, Nd4j.createFromArray(examples));
    int[] rows = {4, 0, 0, 2};
    INDArray points = Rows.select(space.originals(), rows);
    SearchSpace.Realised realised = space.realise(points, rows);
    for (int m = 0; m < rows.length; m++) {
      assertThat(Rows.floats(realised.inputs())[m]).isEqualTo(examples[rows[m]]);
      assertThat(Rows.floats(realised.points())[m]).isEqualTo(Rows.floats(points)[m]);
    }
  }
}

package org.gauntletml.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Access;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Ledger;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.attacks.whitebox.Apgd;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.attacks.whitebox.StepRule;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.Linearization;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an attack costs on top of the gradients it asks for: milliseconds of one step on a whole
 * batch, beside those of one forward pass and pullback of the engine. Nobody leaves early. A run of
 * PGD asks for {@value #STEPS} gradients and one more forward pass, a run of APGD for one gradient
 * more.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class AttackBenchmark {
  private static final int STEPS = 100;

  /** Examples and how they are to be attacked. */
  @State(Scope.Benchmark)
  public static class Threat {
    @Param({"Linf", "L2"})
    public String norm = "Linf";

    Norm kind = Norm.LINF;

    @SuppressWarnings("NullAway.Init") // JMH calls label first
    private Batch batch;

    /** Labels the inputs as the model does. */
    @Setup
    public void label(GradientBenchmark.Workload w, GradientBenchmark.Engine e) {
      kind = norm.equals("Linf") ? Norm.LINF : Norm.L2;
      List<String> ids = IntStream.range(0, w.batch).mapToObj(String::valueOf).toList();
      batch = new Batch(w.x, e.classifier.labels(w.x), ids);
    }

    Ledger run(WhiteBoxAttack attack, GradientBenchmark.Engine e) {
      Ledger ledger =
          new Ledger(
              batch,
              e.classifier.input(),
              e.classifier.classes(),
              ThreatModel.within(kind, Epsilon.of(kind == Norm.LINF ? 0.1 : 1)),
              new Criterion.Untargeted(),
              Budget.exhaustive());
      attack.run(Access.GRADIENT.open(e.classifier, ledger), RandomStreams.of(1, "b", batch.ids()));
      return ledger;
    }
  }

  /** The engine alone. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public double gradients(GradientBenchmark.Workload w, GradientBenchmark.Engine e) {
    double sum = 0;
    for (int i = 0; i < STEPS; i++) {
      try (Linearization forward = e.classifier.linearize(w.x)) {
        sum += forward.pullback(w.y).getDouble(0);
      }
    }
    return sum;
  }

  /** Steps of PGD on the cross-entropy. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public Ledger pgd(Threat t, GradientBenchmark.Engine e) {
    return t.run(new Pgd(t.kind, new CrossEntropy(), STEPS, StepRule.travel(2.5), true, 1), e);
  }

  /** Steps of APGD on the cross-entropy. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public Ledger apgd(Threat t, GradientBenchmark.Engine e) {
    return t.run(new Apgd(t.kind, new CrossEntropy(), STEPS, 1, 0, false), e);
  }
}

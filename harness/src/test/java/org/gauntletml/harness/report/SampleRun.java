package org.gauntletml.harness.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.harness.evaluation.AttackRecord;
import org.gauntletml.harness.evaluation.AttackedExample;
import org.gauntletml.harness.evaluation.Citation;
import org.gauntletml.harness.evaluation.CurvePoint;
import org.gauntletml.harness.evaluation.Evidence;
import org.gauntletml.harness.evaluation.ExampleRecord;
import org.gauntletml.harness.evaluation.Protocol;
import org.gauntletml.harness.evaluation.Provenance;
import org.gauntletml.harness.evaluation.Rate;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.harness.evaluation.RunRecord;
import org.gauntletml.harness.evaluation.Trail;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.data.Dataset;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes up finished runs: no model and no attack, but every record consistent with the others, and
 * every perturbation really as long as it says. The same arguments give the same run.
 */
final class SampleRun {
  static final Epsilon EIGHT = new Epsilon(8 / 255.0, "8/255");
  static final ThreatModel LINF = ThreatModel.within(Norm.LINF, EIGHT);

  static final Citation SUITE = new Citation("quick", 1, "0123456789abcdef".repeat(4));

  private final Dataset data;
  private final ThreatModel threat;
  private final int classes;
  private final SplittableRandom random = new SplittableRandom(5);

  private final List<ExampleRecord> examples = new ArrayList<>();
  private final List<AttackRecord> attacks = new ArrayList<>();
  private final List<Evidence> evidence = new ArrayList<>();
  private final List<Integer> standing = new ArrayList<>();

  private SampleRun(Dataset data, ThreatModel threat) {
    this.data = data;
    this.threat = threat;
    classes = Math.max(2, Arrays.stream(data.labels()).max().orElse(0) + 1);
  }

  /**
   * A run whose attacks each break this share of what the attacks before left standing; every 13th
   * example is misclassified.
   */
  static Run of(Dataset data, ThreatModel threat, Map<String, Double> attacks) {
    SampleRun sample = new SampleRun(data, threat);
    sample.clean();
    attacks.forEach(sample::attack);
    return new Run(sample.record(List.of()), data, sample.evidence);
  }

  /** {@code n} examples of three classes, 1x8x8 pixels. */
  static Run grey(int n) {
    return of(data("grey", n, InputSpec.unit(1, 8, 8)), LINF, twoAttacks(0.4, 0.5));
  }

  static Map<String, Double> twoAttacks(double fgsm, double pgd) {
    Map<String, Double> attacks = new LinkedHashMap<>();
    attacks.put("fgsm", fgsm);
    attacks.put("pgd", pgd);
    return attacks;
  }

  /** Examples with uniform values and classes by turns. */
  static Dataset data(String name, int n, InputSpec spec) {
    SplittableRandom random = new SplittableRandom(n);
    float[] values = new float[n * spec.features()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(spec.lower(), spec.upper());
    }
    return Dataset.numbered(
        name,
        spec,
        Nd4j.create(values, spec.batch(n), 'c'),
        IntStream.range(0, n).map(i -> i % 3).toArray(),
        List.of("cat", "dog", "frog"));
  }

  /** The same run with other violations. */
  static Run violated(Run run, List<String> violations) {
    return changed(run, run.record().provenance(), violations);
  }

  /** The same run of a model of this name. */
  static Run named(Run run, String model) {
    Provenance p = run.record().provenance();
    return changed(
        run,
        new Provenance(Map.of("name", model), p.data(), p.run(), p.machine()),
        run.record().violations());
  }

  private static Run changed(Run run, Provenance provenance, List<String> violations) {
    RunRecord r = run.record();
    return new Run(
        new RunRecord(
            provenance,
            r.suite(),
            r.threat(),
            r.targets(),
            r.protocol(),
            r.classNames(),
            r.examples(),
            r.attacks(),
            r.curve(),
            r.notes(),
            violations),
        run.data(),
        run.evidence());
  }

  private void clean() {
    for (int i = 0; i < data.size(); i++) {
      int label = data.labels()[i];
      int prediction = i % 13 == 12 ? (label + 1) % classes : label;
      examples.add(
          new ExampleRecord(data.ids().get(i), label, prediction, random.nextDouble(0.5, 1)));
      if (prediction == label) {
        standing.add(i);
      }
    }
  }

  private void attack(String name, double share) {
    List<AttackedExample> attacked = new ArrayList<>();
    for (int example : List.copyOf(standing)) {
      if (random.nextDouble() < share) {
        standing.remove((Integer) example);
        attacked.add(broken(example));
      } else {
        attacked.add(
            new AttackedExample(
                example,
                false,
                -1,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                40,
                40,
                0,
                Trail.NOTHING));
      }
    }
    attacks.add(
        new AttackRecord(
            name,
            Map.of("steps", "40"),
            threat.norm(),
            "gradient",
            new Rate(standing.size(), data.size()),
            attacked,
            List.of(),
            1.25));
  }

  private AttackedExample broken(int example) {
    int features = data.spec().features();
    float[] point = new float[features];
    data.inputs().data().asNioFloat().get(example * features, point);
    double bound = Double.isFinite(threat.bound()) ? threat.bound() : random.nextDouble(0.01, 0.3);
    float[] change = new float[features];
    for (int i = 0; i < features; i++) {
      change[i] = (float) (random.nextDouble(-1, 1) * 4 * bound);
    }
    INDArray perturbed = row(point).add(threat.norm().project(row(change), bound));
    float[] changed = data.spec().clip(perturbed).data().asFloat();
    evidence.add(new Evidence(attacks.size(), example, changed));
    long queries = random.nextLong(1, 41);
    int label = data.labels()[example];
    return new AttackedExample(
        example,
        true,
        (label + 1 + random.nextInt(classes - 1)) % classes,
        random.nextDouble(0.4, 1),
        threat.norm().distances(row(changed), row(point))[0],
        queries,
        queries,
        queries,
        Trail.NOTHING);
  }

  private static INDArray row(float[] values) {
    return Nd4j.create(values, new long[] {1, values.length}, 'c');
  }

  private RunRecord record(List<String> violations) {
    int clean = (int) examples.stream().filter(ExampleRecord::correct).count();
    double largest = Double.isInfinite(threat.bound()) ? 0.3 : threat.bound();
    List<CurvePoint> curve =
        DoubleStream.of(0, 0.25, 0.5, 0.75, 1, 1.5, 2)
            .mapToObj(f -> new CurvePoint(f * largest, at(f, clean)))
            .toList();
    Map<String, String> model = new LinkedHashMap<>();
    model.put("name", "sample network");
    model.put("SHA-256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    return new RunRecord(
        new Provenance(
            model, Map.of("name", data.name()), Map.of("seed", "5"), Map.of("Java", "17")),
        SUITE,
        threat,
        null,
        Protocol.STANDARD,
        data.classNames(),
        examples,
        attacks,
        curve,
        List.of("square was not run: it needs score access and the model gives label access."),
        violations);
  }

  private Rate at(double factor, int clean) {
    double lost = Math.min(1, factor) * (clean - standing.size());
    return new Rate(Math.max(0, (int) (clean - lost)), data.size());
  }
}

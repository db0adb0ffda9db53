package org.gauntletml.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.harness.evaluation.AttackRecord;
import org.gauntletml.harness.evaluation.AttackedExample;
import org.gauntletml.harness.evaluation.Citation;
import org.gauntletml.harness.evaluation.ExampleRecord;
import org.gauntletml.harness.evaluation.Protocol;
import org.gauntletml.harness.evaluation.Provenance;
import org.gauntletml.harness.evaluation.Rate;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.harness.evaluation.RunRecord;
import org.gauntletml.harness.evaluation.Trail;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;

class ConsoleReportTest {
  @Test
  void hasARowPerAttackAndTheWorstCaseLast() {
    Run run = SampleRun.grey(100);
    List<String> lines = ConsoleReport.render(run.record()).lines().toList();
    AttackRecord pgd = run.record().attacks().get(1);

    assertThat(words(lines.get(1)))
        .isEqualTo("attack norm eps % % 95% CI ASR % dist. query grad. sec.");
    assertThat(words(lines.get(4)))
        .isEqualTo(
            "pgd Linf 8/255 93.0 %s %s %s 0.0314 %s %s 1.25"
                .formatted(
                    Figures.percent(pgd.robust()),
                    Figures.interval(pgd.robust()),
                    Figures.percent(pgd.tally().successRate()),
                    Figures.count(pgd.tally().meanQueries()),
                    Figures.count(pgd.tally().meanGradientQueries())));
    assertThat(words(lines.get(6)))
        .startsWith("worst case Linf 8/255 93.0 " + Figures.percent(pgd.robust()) + " ")
        .endsWith(" 2.50");
    assertThat(lines.get(7)).isEmpty();
    assertThat(run.record().robustAccuracy()).isEqualTo(pgd.robust());
  }

  @Test
  void staysWithinEightyColumnsOfPrintableAscii() {
    for (RunRecord run :
        List.of(
            SampleRun.grey(40).record(),
            SampleRun.of(
                    SampleRun.data("t", 20, new InputSpec(List.of(5L), -1, 1)),
                    ThreatModel.smallest(Norm.L2),
                    SampleRun.twoAttacks(0, 0))
                .record(),
            extreme())) {
      assertThat(ConsoleReport.render(run).lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80).matches("[ -~]*"));
    }
  }

  @Test
  void aLongNameGoesOnBelowAndNothingIsLost() {
    List<String> lines = ConsoleReport.render(extreme()).lines().toList();
    int end = lines.get(1).indexOf("norm");
    String name =
        lines.stream()
            .skip(3)
            .takeWhile(line -> !line.startsWith("none"))
            .map(line -> line.substring(0, Math.min(end, line.length())).strip())
            .collect(Collectors.joining());

    assertThat(name).isEqualTo("attack-".repeat(15) + "???[31m");
    assertThat(String.join("", lines))
        .contains("<0.1", ">99.9 99.9-100.0", "9e-9", "3G", "1.23e-7", "34h");
  }

  @Test
  void listsViolationsAndSaysHowManyMore() {
    List<String> many =
        IntStream.range(0, 25).mapToObj(i -> "pgd on example " + i + ": wrong").toList();
    String text = ConsoleReport.render(SampleRun.violated(SampleRun.grey(20), many).record());

    assertThat(text)
        .contains("VIOLATIONS: 25 adversarial examples did not survive")
        .contains("- pgd on example 19: wrong")
        .doesNotContain("example 20:")
        .contains("- and 5 more, all of them in the report");
    assertThat(ConsoleReport.render(SampleRun.grey(20).record())).doesNotContain("VIOLATIONS");
  }

  private static String words(String line) {
    return line.strip().replaceAll(" +", " ");
  }

  /** The widest of everything: names, counts, times, and rates next to nothing and all. */
  private static RunRecord extreme() {
    int n = 20_000;
    AttackedExample broken =
        new AttackedExample(0, true, 1, 1, 9e-9, 3_000_000_000L, 3_000_000_000L, 1, Trail.NOTHING);
    AttackRecord attack =
        new AttackRecord(
            "attack-".repeat(15) + "\u00e9\u4e2d\u001b[31m",
            Map.of(),
            Norm.LINF,
            "gradient",
            new Rate(n - 1, n),
            List.of(broken),
            List.of(),
            123_456);
    return new RunRecord(
        new Provenance(Map.of(), Map.of(), Map.of(), Map.of()),
        new Citation("s".repeat(70), 1, "0123456789abcdef".repeat(4)),
        ThreatModel.within(Norm.LINF, new Epsilon(1.23456789e-7, "0.000000123456789")),
        null,
        Protocol.STANDARD,
        List.of(),
        Collections.nCopies(n, new ExampleRecord("x", 0, 0, 1)),
        List.of(attack, small(n)),
        List.of(),
        List.of("n".repeat(100)),
        List.of("x".repeat(200) + " " + "y".repeat(100)));
  }

  private static AttackRecord small(int n) {
    return new AttackRecord(
        "none", Map.of(), Norm.LINF, "label", new Rate(1, n), List.of(), List.of(), Double.NaN);
  }
}

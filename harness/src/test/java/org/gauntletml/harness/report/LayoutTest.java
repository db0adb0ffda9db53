package org.gauntletml.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.harness.evaluation.AttackRecord;
import org.gauntletml.harness.evaluation.AttackedExample;
import org.gauntletml.harness.evaluation.ExampleRecord;
import org.gauntletml.harness.evaluation.Rate;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.harness.evaluation.RunRecord;
import org.gauntletml.harness.evaluation.Trail;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;

/** What the page computes before it is a page. */
class LayoutTest {
  @Test
  void ticksAreWrittenTheWayEpsilonIs() {
    assertThat(labels(EpsilonAxis.of(24 / 255.0, SampleRun.EIGHT)))
        .containsExactly("0", "4/255", "8/255", "12/255", "16/255", "20/255", "24/255");
    assertThat(labels(EpsilonAxis.of(0.9, Epsilon.of(0.3))))
        .containsExactly("0", "0.2", "0.4", "0.6", "0.8");
    assertThat(labels(EpsilonAxis.of(30, null)))
        .containsExactly("0", "5", "10", "15", "20", "25", "30");
    assertThat(labels(EpsilonAxis.of(3e-5, null))).hasSize(7).endsWith("3e-5");
  }

  @Test
  void sizesFallIntoEqualBins() {
    Histogram sizes = Histogram.ofSizes(new double[] {0, 0.5, 1.6, 1.6, 1.59});
    assertThat(sizes.bins()).hasSize(16);
    assertThat(sizes.bins().get(0)).isEqualTo(new Histogram.Bin("0 to 0.1", 1));
    assertThat(sizes.bins().get(5).count()).isEqualTo(1);
    assertThat(sizes.bins().get(15).count()).isEqualTo(3);
    assertThat(sizes.height(sizes.bins().get(15))).isEqualTo(100);
    assertThat(sizes.height(sizes.bins().get(0))).isEqualTo(33);
    assertThat(sizes.ticks())
        .extracting(Histogram.Tick::label)
        .containsExactly("0", "0.4", "0.8", "1.2", "1.6");
    assertThat(sizes.varied()).isTrue();
    assertThat(Histogram.ofSizes(new double[] {2, 2}).varied()).isFalse();
    assertThat(Histogram.ofSizes(new double[] {0, 0}).bins().get(0).count()).isEqualTo(2);
  }

  @Test
  void countsFallIntoBinsThatDouble() {
    Histogram counts = Histogram.ofCounts(new long[] {1, 2, 3, 4, 1500});
    assertThat(counts.bins())
        .hasSize(11)
        .startsWith(
            new Histogram.Bin("1", 1),
            new Histogram.Bin("2 to 3", 2),
            new Histogram.Bin("4 to 7", 1))
        .endsWith(new Histogram.Bin("1,024 to 2,047", 1));
    assertThat(counts.ticks())
        .startsWith(new Histogram.Tick(0, "1"), new Histogram.Tick(200.0 / 11, "4"))
        .hasSize(6);
  }

  @Test
  void galleryTakesOneOfEachClassInTurn() {
    Run run = SampleRun.grey(60);
    List<Exhibit> exhibits = Gallery.of(run).exhibits();

    assertThat(exhibits).hasSize(24);
    assertThat(exhibits.stream().map(exhibit -> exhibit.example().label()).limit(6))
        .containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(exhibits.get(0).attacked().example())
        .isEqualTo(
            run.attacked().stream()
                .mapToInt(AttackedExample::example)
                .filter(example -> run.data().labels()[example] == 0)
                .min()
                .orElseThrow());
    assertThat(exhibits.stream().map(exhibit -> exhibit.attacked().example()))
        .doesNotHaveDuplicates();
  }

  @Test
  void classesAddUpToTheRun() {
    RunRecord run = SampleRun.grey(100).record();
    ClassTable table = ClassTable.of(run);

    assertThat(table.columns()).containsExactly(0, 1, 2);
    assertThat(table.rows()).extracting(ClassTable.Row::label).containsExactly(0, 1, 2);
    assertThat(table.rows().stream().mapToInt(row -> row.robust().count()).sum())
        .isEqualTo(run.robustAccuracy().count());
    assertThat(table.rows().stream().mapToInt(row -> row.clean().count()).sum())
        .isEqualTo(run.cleanAccuracy().count());
    assertThat(table.rows())
        .allSatisfy(
            row -> {
              assertThat(row.turned(row.label())).isZero();
              assertThat(IntStream.range(0, 3).map(row::turned).sum()).isEqualTo(row.broken());
            });
  }

  /** 40 classes with one example each; the attack breaks the even ones. */
  @Test
  void ofManyClassesTheLeastRobustAreShown() {
    List<ExampleRecord> examples =
        IntStream.range(0, 40).mapToObj(i -> new ExampleRecord("e" + i, i, i, 1)).toList();
    List<AttackedExample> attacked =
        IntStream.range(0, 40)
            .mapToObj(
                i -> new AttackedExample(i, i % 2 == 0, i + 1, 1, 0.1, 1, 1, 1, Trail.NOTHING))
            .toList();
    RunRecord sample = SampleRun.grey(5).record();
    AttackRecord attack =
        new AttackRecord(
            "a",
            Map.of(),
            sample.threat().norm(),
            "label",
            new Rate(20, 40),
            attacked,
            List.of(),
            1);
    ClassTable table =
        ClassTable.of(
            new RunRecord(
                sample.provenance(),
                sample.suite(),
                sample.threat(),
                sample.targets(),
                sample.protocol(),
                List.of(),
                examples,
                List.of(attack),
                List.of(),
                List.of(),
                List.of()));

    assertThat(table.classes()).isEqualTo(40);
    assertThat(table.columns()).isEmpty();
    assertThat(table.rows()).hasSize(30);
    assertThat(table.rows().get(1).label()).isEqualTo(2);
    assertThat(table.rows().get(1).mostly()).isEqualTo(3);
    assertThat(table.rows().get(20).label()).isEqualTo(1);
    assertThat(table.rows().get(20).mostly()).isEqualTo(-1);
  }

  @Test
  void onlyWhatHasTheShapeOfAnImageIsDrawn() {
    assertThat(Picture.fits(InputSpec.unit(1, 28, 28))).isTrue();
    assertThat(Picture.fits(InputSpec.unit(3, 224, 224))).isTrue();
    assertThat(Picture.fits(InputSpec.unit(1, 1, 5))).isFalse();
    assertThat(Picture.fits(InputSpec.unit(2, 8, 8))).isFalse();
    assertThat(Picture.fits(InputSpec.unit(30))).isFalse();
  }

  private static List<String> labels(EpsilonAxis axis) {
    return axis.ticks().stream().map(axis::label).toList();
  }
}

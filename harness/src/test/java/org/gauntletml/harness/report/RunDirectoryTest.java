package org.gauntletml.harness.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.Fixture;
import org.gauntletml.attacks.whitebox.Fgsm;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.harness.evaluation.Evaluation;
import org.gauntletml.harness.evaluation.Evidence;
import org.gauntletml.harness.evaluation.Progress;
import org.gauntletml.harness.evaluation.Protocol;
import org.gauntletml.harness.evaluation.Provenance;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.harness.evaluation.Suite;
import org.gauntletml.harness.evaluation.SuiteAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  private static final Run RUN = SampleRun.grey(20);

  @TempDir private Path folder;

  @Test
  void openingLeavesNothingBehind() throws IOException {
    RunDirectory.open(folder.resolve("a/b/c"), false);
    RunDirectory.open(folder, false);

    assertThat(names(folder)).isEmpty();
  }

  @Test
  void writesTheFourFilesAndNothingElse() throws IOException {
    Path out = folder.resolve("new/one");
    RunDirectory directory = RunDirectory.open(out, false);
    directory.write(RUN);

    assertThat(directory.folder()).isEqualTo(out);
    assertThat(names(out))
        .containsExactly("adversarial.npz", "examples.csv", "report.html", "report.json");
  }

  @Test
  void writesWhatAnEvaluationFound() throws IOException {
    Fixture fixture = Fixture.closedForm();
    Dataset data =
        Dataset.numbered(
            "closed form",
            fixture.model().input(),
            fixture.batch().inputs(),
            fixture.batch().labels(),
            List.of());
    Run run =
        new Evaluation(
                fixture.model(),
                data,
                SampleRun.LINF,
                Suite.of(
                    new SuiteAttack("fgsm", new Fgsm(Norm.LINF)),
                    new SuiteAttack("pgd", Pgd.of(Norm.LINF))),
                new Protocol(7, 8, false, true),
                Progress.silent())
            .run(new Provenance(Map.of("name", "linear"), Map.of(), Map.of(), Map.of()));
    RunDirectory.open(folder, false).write(run);

    assertThat(folder.resolve("examples.csv")).content().hasLineCount(1 + 2 * data.size());
    assertThat(folder.resolve("report.json")).content().contains("\"steps\" : ");
    assertThat(folder.resolve("report.html")).content().contains("<h1>linear</h1>");
    assertThat(ConsoleReport.render(run.record())).contains("pgd", "worst case");
  }

  @Test
  void refusesAFolderThatHoldsFiles() throws IOException {
    Files.createFile(folder.resolve("mine.txt"));

    assertThatThrownBy(() -> RunDirectory.open(folder, false))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "--out: expected a new or empty folder, got "
                + folder
                + ", which holds files. Add --overwrite to replace the report in it, or choose"
                + " another --out.");
  }

  @Test
  void overwritingReplacesTheReportAndNothingElse() throws IOException {
    Files.writeString(folder.resolve("mine.txt"), "keep");
    Files.writeString(folder.resolve("report.json"), "old");
    RunDirectory.open(folder, true).write(RUN);

    assertThat(folder.resolve("mine.txt")).hasContent("keep");
    assertThat(Files.readString(folder.resolve("report.json"))).startsWith("{");
    assertThat(names(folder)).hasSize(5);
  }

  @Test
  void refusesAFileAndAPlaceBelowOne() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> RunDirectory.open(file, true))
        .isInstanceOf(BadInput.class)
        .hasMessage("--out: expected a folder, got the file " + file + ".");
    assertThatThrownBy(() -> RunDirectory.open(file.resolve("below"), true))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(
            "--out: expected a folder that can be written to, got " + file.resolve("below") + " (")
        .hasMessageEndingWith("). Choose another --out.");
  }

  /** Evidence of an attack that is not in the record cannot be written. */
  @Test
  void aFailureLeavesTheOldReportWhole() throws IOException {
    RunDirectory directory = RunDirectory.open(folder, false);
    directory.write(RUN);
    byte[] before = Files.readAllBytes(folder.resolve("adversarial.npz"));
    Run broken =
        new Run(
            RUN.record(), RUN.data(), List.of(new Evidence(7, 0, RUN.evidence().get(0).point())));

    assertThatThrownBy(() -> directory.write(broken)).isInstanceOf(NullPointerException.class);
    assertThat(Files.readAllBytes(folder.resolve("adversarial.npz"))).isEqualTo(before);
    assertThat(names(folder)).hasSize(4);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}

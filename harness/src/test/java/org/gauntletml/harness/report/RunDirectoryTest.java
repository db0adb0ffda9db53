package org.gauntletml.harness.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.gauntletml.harness.evaluation.Evidence;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.models.BadInput;
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

package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.condition.OS.LINUX;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
  @TempDir Path temp;

  private static Path publish(Path folder, boolean overwrite, String file) throws IOException {
    try (OutputFolder output = OutputFolder.open("--out", folder, overwrite)) {
      Files.writeString(output.draft().resolve(file), "new");
      return output.publish();
    }
  }

  private void refused(Path folder, String message) {
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> OutputFolder.open("--out", folder, false))
        .withMessage(message);
  }

  @Test
  void aNewFolderAppearsWhole() throws IOException {
    Path folder = publish(temp.resolve("a/b"), false, "report.html");

    assertThat(folder).isEqualTo(temp.resolve("a/b"));
    assertThat(folder).isDirectoryContaining("glob:**/report.html");
    assertThat(temp.toFile().list()).containsExactly("a");
    assertThat(temp.resolve("a").toFile().list()).containsExactly("b");
    assertThat(folder.toFile().list()).containsExactly("report.html");
  }

  @Test
  void anEmptyFolderIsFilled() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("out"));
    publish(folder, false, "report.html");
    assertThat(folder.toFile().list()).containsExactly("report.html");
  }

  @Test
  void nothingAppearsWithoutPublishing() throws IOException {
    try (OutputFolder output = OutputFolder.open("--out", temp.resolve("a/b"), false)) {
      Files.writeString(output.draft().resolve("half"), "written");
    }
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void overwritingReplacesItsOwnFilesOnly() throws IOException {
    Files.writeString(temp.resolve("report.html"), "old");
    Files.writeString(temp.resolve("thesis.tex"), "old");
    Files.createDirectory(temp.resolve("notes"));

    publish(temp, true, "report.html");

    assertThat(temp.resolve("report.html")).hasContent("new");
    assertThat(temp.resolve("thesis.tex")).hasContent("old");
    assertThat(temp.toFile().list())
        .containsExactlyInAnyOrder("report.html", "thesis.tex", "notes");
  }

  @Test
  void aFolderInUseIsRefused() throws IOException {
    Files.writeString(temp.resolve("thesis.tex"), "old");
    refused(
        temp,
        "--out: expected an empty or a new folder, got "
            + temp
            + ", which holds files. Choose another, or give --overwrite to replace the files of an"
            + " earlier run.");
    assertThat(temp.toFile().list()).containsExactly("thesis.tex");
  }

  @Test
  void aFileIsRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("thesis.tex"), "old");
    String where = ", where " + file + " is a file.";
    refused(file, "--out: expected a folder, got " + file + where);
    refused(file.resolve("a/b"), "--out: expected a folder, got " + file.resolve("a/b") + where);
  }

  @Test
  @EnabledOnOs(LINUX) // there, not even root may write to /proc
  void aFolderThatCannotBeWrittenIsRefused() {
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> OutputFolder.open("--out", Path.of("/proc/gauntlet"), false))
        .withMessageStartingWith(
            "--out: expected a folder that can be written, got /proc/gauntlet (");
  }
}

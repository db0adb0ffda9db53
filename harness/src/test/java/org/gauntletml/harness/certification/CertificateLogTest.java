package org.gauntletml.harness.certification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateLogTest {
  private static final CertifiedExample FIRST =
      new CertifiedExample(0, "a, \"b\"", 3, 3, 1524, 0.7314690269340577, 0.15431549272414213);
  private static final CertifiedExample SECOND =
      new CertifiedExample(1, "c", 3, CertifiedExample.ABSTAIN, 40, 0.4, 0);

  @TempDir Path folder;

  private void writeBoth() throws IOException {
    try (CertificateLog log = CertificateLog.open(folder.resolve("new"), "job", false)) {
      assertThat(log.done()).isEmpty();
      log.add(FIRST);
      log.add(SECOND);
    }
  }

  @Test
  void goesOnWhereItStopped() throws IOException {
    writeBoth();
    try (CertificateLog log = CertificateLog.open(folder.resolve("new"), "job", false)) {
      assertThat(log.done()).containsExactly(FIRST, SECOND);
    }
  }

  @Test
  void aRowThatWasCutOffIsWrittenAgain() throws IOException {
    writeBoth();
    Path file = folder.resolve("new").resolve(CertificateLog.NAME);
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, whole.length() - 4));
    try (CertificateLog log = CertificateLog.open(folder.resolve("new"), "job", false)) {
      assertThat(log.done()).containsExactly(FIRST);
      log.add(SECOND);
    }
    assertThat(file).hasContent(whole);
  }

  @Test
  void keepsTheRowsOfAnotherJob() throws IOException {
    writeBoth();
    Path file = folder.resolve("new").resolve(CertificateLog.NAME);
    String before = Files.readString(file);
    assertThatThrownBy(() -> CertificateLog.open(folder.resolve("new"), "other", false))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("of this very job")
        .hasMessageContaining("--overwrite");
    assertThat(file).hasContent(before);
    try (CertificateLog log = CertificateLog.open(folder.resolve("new"), "other", true)) {
      assertThat(log.done()).isEmpty();
    }
  }
}

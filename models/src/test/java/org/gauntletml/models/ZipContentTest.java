package org.gauntletml.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipContentTest {
  private static final byte[] CONTENT = {1, 2, 3, 4, 5, 6, 7, 8};

  @TempDir Path temp;

  /** A zip whose one entry is stored, so that flipping a bit leaves a readable archive. */
  private Path zip() throws IOException {
    Path file = temp.resolve("a.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      ZipEntry entry = new ZipEntry("a");
      CRC32 crc = new CRC32();
      crc.update(CONTENT);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(CONTENT.length);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(CONTENT);
    }
    return file;
  }

  private static byte[] read(Path file, int bytes) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile());
        InputStream in = ZipContent.open(zip, zip.getEntry("a"))) {
      return in.readNBytes(bytes);
    }
  }

  @Test
  void anIntactEntryIsReadAsItIs() throws IOException {
    assertThat(read(zip(), 100)).isEqualTo(CONTENT);
  }

  @Test
  void aFlippedBitIsNoticedByWhoeverReadsTheLastByte() throws IOException {
    Path file = zip();
    byte[] bytes = Files.readAllBytes(file);
    bytes[30 + 1 + 3] ^= 1; // local header, the name, and three bytes of content come before
    Files.write(file, bytes);

    assertThatIOException().isThrownBy(() -> read(file, CONTENT.length));
    assertThat(read(file, 3)).containsExactly(1, 2, 3);
  }
}

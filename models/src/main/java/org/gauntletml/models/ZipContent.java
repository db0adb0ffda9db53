package org.gauntletml.models;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.io.input.ChecksumInputStream;

/** What a zip holds, and nothing else: {@link ZipFile} alone does not look at checksums. */
public final class ZipContent {
  private ZipContent() {}

  /**
   * The content of an entry. Whoever reads its last byte gets an {@link IOException} instead if the
   * content has changed since it was written.
   */
  public static InputStream open(ZipFile zip, ZipEntry entry) throws IOException {
    return ChecksumInputStream.builder()
        .setInputStream(zip.getInputStream(entry))
        .setChecksum(new CRC32())
        .setExpectedChecksumValue(entry.getCrc())
        .setCountThreshold(entry.getSize())
        .get();
  }
}

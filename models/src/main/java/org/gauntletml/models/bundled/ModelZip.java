package org.gauntletml.models.bundled;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;

/** Deeplearning4j zips whose bytes depend on the model alone. */
public final class ModelZip {
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private ModelZip() {}

  /**
   * Writes a network without its updater state. The framework stamps the time of writing on every
   * entry; here they all carry 1 January 1980, so that the same weights give the same bytes.
   */
  public static void write(Model net, OutputStream out) throws IOException {
    ByteArrayOutputStream stamped = new ByteArrayOutputStream();
    ModelSerializer.writeModel(net, stamped, false);
    try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(stamped.toByteArray()));
        ZipOutputStream to = new ZipOutputStream(out)) {
      for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
        ZipEntry timeless = new ZipEntry(entry.getName());
        timeless.setTimeLocal(NO_TIME);
        to.putNextEntry(timeless);
        from.transferTo(to);
      }
    }
  }
}

package org.gauntletml.harness.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gauntletml.harness.certification.Certification;

/** The files of a certification beside its rows. */
public final class CertificationFolder {
  public static final String PAGE = "certificate.html";
  public static final String JSON = "certificate.json";

  private CertificationFolder() {}

  /** Writes or replaces them, each whole or not at all. */
  public static void write(Path folder, Certification result) throws IOException {
    Map<String, RunDirectory.Part> parts = new LinkedHashMap<>();
    parts.put(JSON, out -> CertificationJson.of(result).write(out));
    parts.put(PAGE, out -> HtmlReport.write(result, out));
    RunDirectory.write(folder, parts);
  }
}

package org.gauntletml.harness.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import gg.jte.output.WriterOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.gauntletml.harness.certification.Certification;
import org.gauntletml.harness.evaluation.Comparison;
import org.gauntletml.harness.evaluation.Run;

/**
 * {@code report.html}: one page that needs no other file, no network and no script. Templates live
 * in {@code src/main/jte} and are compiled with the module.
 */
final class HtmlReport {
  private static final TemplateEngine ENGINE =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, null, HtmlReport.class.getPackageName());

  private HtmlReport() {}

  /** Writes the page as UTF-8 and closes {@code out}. */
  static void write(Run run, OutputStream out) throws IOException {
    write("report.jte", Page.of(run, style()), out);
  }

  /** As {@link #write(Run, OutputStream)}. */
  static void write(Comparison comparison, OutputStream out) throws IOException {
    write("comparison.jte", ComparisonPage.of(comparison, style()), out);
  }

  /** As {@link #write(Run, OutputStream)}. */
  static void write(Certification result, OutputStream out) throws IOException {
    write("certificate.jte", CertificationPage.of(result, style()), out);
  }

  private static void write(String template, Object page, OutputStream out) throws IOException {
    try (Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
      TemplateOutput output = new WriterOutput(writer);
      ENGINE.render(template, page, output);
    }
  }

  private static String style() throws IOException {
    try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
      return new String(
          Objects.requireNonNull(css, "report.css").readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

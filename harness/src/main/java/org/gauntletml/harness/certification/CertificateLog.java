package org.gauntletml.harness.certification;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.gauntletml.models.BadInput;

/**
 * {@code certificates.csv}: a row per example, written as soon as it is certified. Opened again for
 * the same job, it goes on behind its last whole row.
 */
public final class CertificateLog implements AutoCloseable {
  public static final String NAME = "certificates.csv";

  private static final String MARK = "# ";
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setRecordSeparator('\n')
          .setHeader("example", "id", "label", "predicted", "votes", "lower_bound", "radius")
          .setSkipHeaderRecord(true)
          .get();

  private final List<CertifiedExample> done;
  private final CSVPrinter csv;

  private CertificateLog(List<CertifiedExample> done, Writer out) throws IOException {
    this.done = done;
    this.csv = new CSVPrinter(out, FORMAT.builder().setSkipHeaderRecord(true).get());
  }

  /**
   * @param folder is made where it is missing
   * @param job all that the rows depend on, in one line
   * @param overwrite whether the rows of another job are thrown away
   * @throws BadInput if the folder holds rows of another job, without {@code overwrite}
   */
  public static CertificateLog open(Path folder, String job, boolean overwrite) throws IOException {
    Path file = folder.resolve(NAME);
    String start = MARK + job + "\n" + String.join(",", FORMAT.getHeader()) + "\n";
    String before = Files.exists(file) ? Files.readString(file) : "";
    boolean same = before.startsWith(start);
    if (!before.isEmpty() && !same && !overwrite) {
      throw BadInput.of("--out", "a new folder, or one of this very job", file + " of another one")
          .hint("Add --overwrite to begin anew, or choose another --out");
    }
    String whole = same ? before.substring(0, before.lastIndexOf('\n') + 1) : start;
    Files.createDirectories(folder);
    Files.writeString(file, whole);
    return new CertificateLog(
        rows(whole),
        Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND));
  }

  private static List<CertifiedExample> rows(String text) throws IOException {
    List<CertifiedExample> rows = new ArrayList<>();
    String table = text.substring(text.indexOf('\n') + 1);
    try (Reader in = new StringReader(table)) {
      for (CSVRecord row : FORMAT.parse(in)) {
        rows.add(
            new CertifiedExample(
                Integer.parseInt(row.get("example")),
                row.get("id"),
                Integer.parseInt(row.get("label")),
                Integer.parseInt(row.get("predicted")),
                Integer.parseInt(row.get("votes")),
                Double.parseDouble(row.get("lower_bound")),
                Double.parseDouble(row.get("radius"))));
      }
    }
    return rows;
  }

  /** Examples of earlier runs of this job and of this one, in order. */
  public List<CertifiedExample> done() {
    return List.copyOf(done);
  }

  /** Writes a row, and sees that it is in the file. */
  public void add(CertifiedExample example) throws IOException {
    csv.printRecord(
        example.index(),
        example.id(),
        example.label(),
        example.predicted(),
        example.votes(),
        example.lowerBound(),
        example.radius());
    csv.flush();
    done.add(example);
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}

package org.gauntletml.harness.report;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gauntletml.harness.evaluation.Comparison;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.harness.evaluation.RunRecord;
import org.gauntletml.models.BadInput;

/**
 * The folder a run is written to: {@code report.html}, {@code report.json}, {@code examples.csv}
 * and {@code adversarial.npz}. Opened before anything is run, so that a mistake in the path costs
 * nothing.
 */
public final class RunDirectory {
  public static final String PAGE = "report.html";
  public static final String JSON = "report.json";
  public static final String EXAMPLES = "examples.csv";
  public static final String ADVERSARIAL = "adversarial.npz";

  private static final String OPTION = "--out";
  private static final String UNFINISHED = ".part";

  private final Path folder;

  private RunDirectory(Path folder) {
    this.folder = folder;
  }

  /** One file of the folder. */
  @FunctionalInterface
  interface Part {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Checks that a run can be written to {@code folder}, and leaves nothing behind. Missing folders
   * are made by {@link #write}.
   *
   * @param overwrite whether a folder that already holds something will do; only the four files of
   *     a run are ever replaced in it
   * @throws BadInput if {@code folder} is a file, cannot be made or written to, or is not empty
   *     without {@code overwrite}
   */
  public static RunDirectory open(Path folder, boolean overwrite) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw BadInput.of(OPTION, "a folder", "the file " + folder);
    }
    try {
      if (!overwrite && Files.isDirectory(folder) && !isEmpty(folder)) {
        throw BadInput.of(OPTION, "a new or empty folder", folder + ", which holds files")
            .hint("Add --overwrite to replace the report in it, or choose another --out");
      }
      tryOut(folder);
    } catch (IOException e) {
      throw BadInput.of(OPTION, "a folder that can be written to", folder + " (" + reason(e) + ")")
          .hint("Choose another --out");
    }
    return new RunDirectory(folder);
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /**
   * Writes all files of a run. Each is written beside its place and moved there when all are
   * complete, so that no reader ever sees half a file.
   */
  public void write(Run run) throws IOException {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put(ADVERSARIAL, out -> AdversarialArrays.write(List.of(run), out));
    parts.put(EXAMPLES, out -> writeExamples(List.of(run.record()), out));
    parts.put(JSON, out -> JsonReport.of(run.record()).write(out));
    parts.put(PAGE, out -> HtmlReport.write(run, out));
    write(folder, parts);
  }

  /** As {@link #write(Run)}: files of the same names hold all the models. */
  public void write(Comparison comparison) throws IOException {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put(ADVERSARIAL, out -> AdversarialArrays.write(comparison.runs(), out));
    parts.put(EXAMPLES, out -> writeExamples(comparison.records(), out));
    parts.put(JSON, out -> JsonComparison.of(comparison).write(out));
    parts.put(PAGE, out -> HtmlReport.write(comparison, out));
    write(folder, parts);
  }

  /** As {@link #write(Run)}, for any files. */
  static void write(Path folder, Map<String, Part> parts) throws IOException {
    Files.createDirectories(folder);
    try {
      for (Map.Entry<String, Part> part : parts.entrySet()) {
        Path file = unfinished(folder, part.getKey());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
          part.getValue().write(out);
        }
      }
      for (String name : parts.keySet()) {
        Files.move(unfinished(folder, name), folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      for (String name : parts.keySet()) {
        Files.deleteIfExists(unfinished(folder, name));
      }
    }
  }

  private static Path unfinished(Path folder, String name) {
    return folder.resolve("." + name + UNFINISHED);
  }

  private static void writeExamples(List<RunRecord> runs, OutputStream out) throws IOException {
    try (Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
      ExamplesCsv.write(runs, text);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  /** Makes the folder and a file in it, and takes away again what was not there before. */
  private static void tryOut(Path folder) throws IOException {
    Deque<Path> made = new ArrayDeque<>();
    try {
      Deque<Path> missing = new ArrayDeque<>();
      for (Path p = folder.toAbsolutePath(); p != null && !Files.exists(p); p = p.getParent()) {
        missing.push(p);
      }
      for (Path p : missing) {
        made.push(Files.createDirectory(p));
      }
      made.push(Files.createTempFile(folder, ".gauntlet", UNFINISHED));
    } finally {
      for (Path p : made) {
        Files.delete(p);
      }
    }
  }

  private static String reason(IOException e) {
    return e instanceof AccessDeniedException
        ? "access denied"
        : e instanceof FileSystemException known && known.getReason() != null
            ? known.getReason()
            : e.toString();
  }
}

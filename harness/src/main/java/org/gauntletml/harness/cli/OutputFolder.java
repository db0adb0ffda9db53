package org.gauntletml.harness.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.UUID;
import org.gauntletml.models.BadInput;

/**
 * A folder of results that appears whole or not at all. Files are written to {@link #draft()}, a
 * hidden folder on the same file system; {@link #publish()} moves them to their place. Closing
 * without publishing leaves no trace.
 */
final class OutputFolder implements AutoCloseable {
  private final Path folder;
  private final Path draft;

  private OutputFolder(Path folder, Path draft) {
    this.folder = folder;
    this.draft = draft;
  }

  /**
   * Makes sure, before any work is done, that the results can be written.
   *
   * @param option is named in errors
   * @param overwrite whether files of the same name may be replaced; others are never touched
   * @throws BadInput if {@code folder} is a file, holds something without leave to overwrite, or
   *     cannot be written
   */
  static OutputFolder open(String option, Path folder, boolean overwrite) {
    Path absolute = folder.toAbsolutePath().normalize();
    Path existing = absolute;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw BadInput.of(option, "a folder", folder + ", where " + existing + " is a file");
    }
    try {
      if (existing.equals(absolute) && !overwrite && !isEmpty(absolute)) {
        throw BadInput.of(option, "an empty or a new folder", folder + ", which holds files")
            .hint("Choose another, or give --overwrite to replace the files of an earlier run");
      }
      Path draft = existing.resolve(".gauntlet-" + UUID.randomUUID());
      return new OutputFolder(absolute, Files.createDirectory(draft));
    } catch (IOException e) {
      throw BadInput.of(option, "a folder that can be written", folder + " (" + e + ")");
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      return !entries.iterator().hasNext();
    }
  }

  /** Where to write; flat. */
  Path draft() {
    return draft;
  }

  /** Puts the results in their place, and says where that is. */
  Path publish() throws IOException {
    if (Files.exists(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(draft)) {
        for (Path file : files) {
          Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } else {
      Files.createDirectories(Objects.requireNonNull(folder.getParent()));
      Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    }
    return folder;
  }

  /** Removes the draft, published or not. */
  @Override
  public void close() throws IOException {
    if (!Files.exists(draft)) {
      return;
    }
    Files.walkFileTree(
        draft,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException error)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

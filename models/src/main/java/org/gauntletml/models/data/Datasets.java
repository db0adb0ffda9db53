package org.gauntletml.models.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipException;
import org.gauntletml.models.BadInput;
import org.jspecify.annotations.Nullable;

/** Reads labelled examples from whatever format they are kept in. */
public final class Datasets {
  private static final String FORMATS =
      "IDX (.gz or not), .npz, .npy, .csv, CIFAR-10 .bin, or a folder with one folder of images"
          + " per class";

  /** In the order they are asked; content decides before names do. */
  private static final List<DataFormat> ALL =
      List.of(new Npz(), new Npy(), new Idx(), new Cifar10(), new ImageFolder(), new Csv());

  private Datasets() {}

  /**
   * The examples in a file or folder, scaled as {@code options} say. The name is that of the file.
   *
   * @throws BadInput if nothing is there, if no format recognises it, or if it is broken, of
   *     another shape than expected, out of bounds or wrongly labelled; the message names the file
   */
  public static Dataset load(Path path, DataOptions options) {
    if (!Files.exists(path)) {
      throw BadInput.of(path.toString(), FORMATS, "nothing at this path");
    }
    try {
      for (DataFormat format : ALL) {
        if (format.recognises(path)) {
          return format.read(path, options).fit(nameOf(path), options);
        }
      }
    } catch (UncheckedIOException e) {
      throw unreadable(path, e.getCause());
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    throw BadInput.of(path.toString(), FORMATS, "something else");
  }

  private static BadInput unreadable(Path path, @Nullable IOException e) {
    if (e instanceof EOFException || e instanceof ZipException) {
      return BadInput.of(path.toString(), "a complete compressed file", e)
          .hint("The file is cut short or damaged; copy or download it again");
    }
    if (e instanceof AccessDeniedException denied) {
      return BadInput.of(path.toString(), "a readable file", "no permission: " + denied.getFile());
    }
    return BadInput.of(path.toString(), "a readable file", String.valueOf(e));
  }

  private static String nameOf(Path path) {
    Path last = path.toAbsolutePath().normalize().getFileName();
    return last == null ? path.toString() : last.toString();
  }
}

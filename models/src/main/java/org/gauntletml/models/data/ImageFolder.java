package org.gauntletml.models.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.jspecify.annotations.Nullable;

/**
 * A folder with one folder of images per class, all images of one size. If every class folder is
 * called by a number, that is the label; otherwise classes are numbered in alphabetical order.
 * Images follow each other in alphabetical order within their class; an id is {@code class/file}.
 * Hidden files are left alone.
 */
final class ImageFolder implements DataFormat {
  @Override
  public boolean recognises(Path path) {
    return Files.isDirectory(path);
  }

  @Override
  public Examples read(Path path, DataOptions options) throws IOException {
    List<Path> classes = visible(path).stream().filter(Files::isDirectory).toList();
    if (classes.isEmpty()) {
      throw BadInput.of(path.toString(), "one folder of images per class", "no folder")
          .hint("Move the images of each class into a folder called like the class");
    }
    boolean numbered = classes.stream().allMatch(c -> nameOf(c).matches("\\d{1,9}"));
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (int c = 0; c < classes.size(); c++) {
      for (Path file : visible(classes.get(c))) {
        files.add(file);
        ids.add(nameOf(classes.get(c)) + "/" + nameOf(file));
        labels.add(numbered ? Integer.parseInt(nameOf(classes.get(c))) : c);
      }
    }
    if (files.isEmpty()) {
      throw BadInput.of(path.toString(), "at least one image", "empty folders");
    }
    PixelImage first = PixelImage.open(files.get(0));
    int channels = channels(options.expected(), first);
    return new Examples(
        path.toString(),
        List.of((long) channels, (long) first.height(), (long) first.width()),
        pixels(path, files, first, channels),
        labels.stream().mapToInt(Integer::intValue).toArray(),
        ids,
        numbered ? List.of() : classes.stream().map(ImageFolder::nameOf).toList(),
        Examples.EIGHT_BIT);
  }

  private static float[] pixels(Path path, List<Path> files, PixelImage first, int channels)
      throws IOException {
    float[] values =
        DataFile.allocate(path.toString(), files.size(), channels, first.height(), first.width());
    int length = values.length / files.size();
    for (int n = 0; n < files.size(); n++) {
      PixelImage image = n == 0 ? first : PixelImage.open(files.get(n));
      if (image.width() != first.width() || image.height() != first.height()) {
        throw BadInput.of(
                files.get(n).toString(),
                "%dx%d pixels as in %s".formatted(first.width(), first.height(), files.get(0)),
                "%dx%d".formatted(image.width(), image.height()))
            .hint("Crop or resize the images to one size; that choice is not made for you");
      }
      image.copyPlanes(channels, values, n * length);
    }
    return values;
  }

  /** What the model takes where that is known, else what the first image has. */
  private static int channels(@Nullable InputSpec expected, PixelImage first) {
    if (expected != null && expected.shape().size() == 3) {
      long channels = expected.shape().get(0);
      return channels == 1 || channels == 3 ? (int) channels : first.channels();
    }
    return first.channels();
  }

  private static List<Path> visible(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> !nameOf(entry).startsWith(".")).sorted().toList();
    }
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }
}

package org.gauntletml.models.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gauntletml.models.BadInput;

/**
 * IDX, the format of MNIST and its relatives: an images file and a labels file, gzipped or not. A
 * folder means its {@code t10k-images*} file, else its {@code train-images*}; the labels lie beside
 * the images under the same name with {@code labels} for {@code images} and {@code idx1} for {@code
 * idx3}. Grey images {@code [N,H,W]} become {@code [N,1,H,W]}; unsigned bytes are pixels with 255
 * for white.
 *
 * <p>Source: the file format section of yann.lecun.com/exdb/mnist.
 */
public final class Idx implements DataFormat {
  private static final int MAX_RANK = 4;

  Idx() {}

  /**
   * A data set from the two streams, which are closed.
   *
   * @throws BadInput if the content is not IDX, ends early, or does not fit {@code options}
   */
  public static Dataset read(
      String name, InputStream images, InputStream labels, DataOptions options) throws IOException {
    try (DataFile inputs = DataFile.of(name + " images", images);
        DataFile classes = DataFile.of(name + " labels", labels)) {
      return examples(inputs, classes).fit(name, options);
    }
  }

  @Override
  public boolean recognises(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return imagesIn(path).isPresent();
    }
    byte[] magic = DataFile.head(path, 4);
    return magic.length == 4
        && magic[0] == 0
        && magic[1] == 0
        && ElementType.ofIdx(magic[2]).isPresent()
        && magic[3] >= 1
        && magic[3] <= MAX_RANK;
  }

  @Override
  public Examples read(Path path, DataOptions options) throws IOException {
    Path images = Files.isDirectory(path) ? imagesIn(path).orElseThrow() : path;
    try (DataFile inputs = DataFile.open(images);
        DataFile classes = DataFile.open(labelsOf(images))) {
      return examples(inputs, classes);
    }
  }

  private static Examples examples(DataFile images, DataFile labels) throws IOException {
    Header header = Header.of(images);
    if (header.shape.length < 2) {
      throw BadInput.of(images.who(), "images [N, ...]", Arrays.toString(header.shape));
    }
    float[] values = images.floats(header.type, ByteOrder.BIG_ENDIAN, header.shape);
    images.end();
    Header labelHeader = Header.of(labels);
    if (labelHeader.shape.length != 1) {
      throw BadInput.of(labels.who(), "labels [N]", Arrays.toString(labelHeader.shape));
    }
    int[] classes = labels.labels(labelHeader.type, ByteOrder.BIG_ENDIAN, labelHeader.shape);
    labels.end();
    return new Examples(
        images.who(),
        header.example(),
        values,
        classes,
        Examples.numbers(classes.length),
        List.of(),
        header.type == ElementType.U1 ? Examples.EIGHT_BIT : null);
  }

  private static Optional<Path> imagesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> sorted =
          files.filter(f -> f.getFileName().toString().contains("-images")).sorted().toList();
      return Stream.of("t10k-", "train-")
          .flatMap(
              prefix -> sorted.stream().filter(f -> f.getFileName().toString().startsWith(prefix)))
          .findFirst();
    }
  }

  private static Path labelsOf(Path images) {
    String name = images.getFileName().toString();
    if (!name.contains("images")) {
      throw BadInput.of(
              images.toString(), "a file of images, t10k-images-idx3-ubyte or the like", name)
          .hint("Name the images file; the labels are found beside it");
    }
    String labels = name.replace("images", "labels").replace("idx3", "idx1");
    String other =
        labels.endsWith(".gz") ? labels.substring(0, labels.length() - 3) : labels + ".gz";
    return Stream.of(labels, other)
        .map(images::resolveSibling)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                BadInput.of(
                    images.toString(), "its labels in " + labels + " beside it", "no such file"));
  }

  private record Header(ElementType type, long[] shape) {
    static Header of(DataFile file) throws IOException {
      byte[] magic = file.bytes(4);
      Optional<ElementType> type = ElementType.ofIdx(magic[2]);
      if (magic[0] != 0 || magic[1] != 0 || type.isEmpty() || magic[3] < 1 || magic[3] > MAX_RANK) {
        throw BadInput.of(
            file.who(),
            "the magic number of an IDX file (0, 0, type, 1 to 4 dimensions)",
            Arrays.toString(magic));
      }
      ByteBuffer sizes = ByteBuffer.wrap(file.bytes(4 * magic[3]));
      long[] shape = new long[magic[3]];
      Arrays.setAll(shape, d -> Integer.toUnsignedLong(sizes.getInt()));
      if (Arrays.stream(shape).anyMatch(d -> d < 1)) {
        throw BadInput.of(file.who(), "at least one example", "shape " + Arrays.toString(shape));
      }
      return new Header(type.get(), shape);
    }

    List<Long> example() {
      List<Long> rest = Arrays.stream(shape).skip(1).boxed().toList();
      return rest.size() == 2 ? List.of(1L, rest.get(0), rest.get(1)) : rest;
    }
  }
}

package org.gauntletml.models.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gauntletml.models.BadInput;

/**
 * One array of an NPY file, versions 1 to 3, whose header has been read and whose numbers are next.
 *
 * <p>Source: NumPy's {@code numpy.lib.format} documentation (NEP 1).
 */
final class NpyArray {
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  private static final int MAX_HEADER = 1 << 16;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*('[^']*'|\\[)");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\s]*)\\)");

  private final DataFile file;
  private final ElementType type;
  private final ByteOrder order;
  private final boolean fortran;
  private final long[] shape;

  private NpyArray(
      DataFile file, ElementType type, ByteOrder order, boolean fortran, long[] shape) {
    this.file = file;
    this.type = type;
    this.order = order;
    this.fortran = fortran;
    this.shape = shape;
  }

  /**
   * @throws BadInput if the header is not that of an array of plain numbers
   */
  static NpyArray open(DataFile file) throws IOException {
    byte[] start = file.bytes(MAGIC.length + 2);
    int version = start[MAGIC.length];
    if (!Arrays.equals(MAGIC, 0, MAGIC.length, start, 0, MAGIC.length)
        || version < 1
        || version > 3) {
      throw BadInput.of(
          file.who(), "an NPY file, version 1 to 3", "the bytes " + Arrays.toString(start));
    }
    byte[] size = file.bytes(version == 1 ? 2 : 4);
    ByteBuffer little = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN);
    int length = version == 1 ? Short.toUnsignedInt(little.getShort()) : little.getInt();
    if (length < 0 || length > MAX_HEADER) {
      throw BadInput.of(file.who(), "a header of at most " + MAX_HEADER + " bytes", length);
    }
    String header = new String(file.bytes(length), StandardCharsets.UTF_8);
    String descr = field(file, DESCR, header).replace("'", "");
    Optional<ElementType> type =
        descr.length() < 2 ? Optional.empty() : ElementType.ofNpy(descr.substring(1));
    if (type.isEmpty()) {
      throw BadInput.of(file.who(), "an array of " + ElementType.npyCodes(), "dtype " + descr)
          .hint("Convert it in NumPy, e.g. x.astype('float32')");
    }
    return new NpyArray(
        file,
        type.get(),
        descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        field(file, FORTRAN, header).equals("True"),
        Stream.of(field(file, SHAPE, header).split(","))
            .map(String::strip)
            .filter(d -> !d.isEmpty())
            .mapToLong(d -> dimension(file, d))
            .toArray());
  }

  long[] shape() {
    return shape.clone();
  }

  /** All numbers in 'c' order, whatever order they are stored in. */
  float[] floats() throws IOException {
    float[] stored = file.floats(type, order, shape);
    file.end();
    return fortran && shape.length > 1 ? rowMajor(stored) : stored;
  }

  /** The numbers as labels: shape {@code [N]} or {@code [N,1]}. */
  int[] labels() throws IOException {
    if (shape.length != 1 && !(shape.length == 2 && shape[1] == 1)) {
      throw BadInput.of(file.who(), "labels of shape [N]", Arrays.toString(shape))
          .hint("Turn one-hot labels or scores into class numbers with y.argmax(axis=1)");
    }
    int[] labels = file.labels(type, order, shape);
    file.end();
    return labels;
  }

  /** Walks the result in its order and keeps the place in the column-major source beside it. */
  private float[] rowMajor(float[] stored) {
    int rank = shape.length;
    int[] stride = new int[rank];
    stride[0] = 1;
    for (int d = 1; d < rank; d++) {
      stride[d] = stride[d - 1] * (int) shape[d - 1];
    }
    float[] rows = new float[stored.length];
    int[] at = new int[rank];
    int source = 0;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = stored[source];
      for (int d = rank - 1; d >= 0; d--) {
        source += stride[d];
        if (++at[d] < shape[d]) {
          break;
        }
        source -= stride[d] * at[d];
        at[d] = 0;
      }
    }
    return rows;
  }

  private static String field(DataFile file, Pattern pattern, String header) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw BadInput.of(file.who(), "an NPY header with descr, fortran_order and shape", header);
    }
    return matcher.group(1);
  }

  private static long dimension(DataFile file, String digits) {
    if (digits.length() > 18 || !digits.chars().allMatch(Character::isDigit)) {
      throw BadInput.of(file.who(), "a dimension", digits);
    }
    return Long.parseLong(digits);
  }
}

package org.gauntletml.models.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.io.input.BoundedInputStream;
import org.gauntletml.models.BadInput;

/**
 * The bytes of one file or archive entry, inflated where they are gzipped, and what every format
 * asks of them. Neither what a header claims nor what a few bytes inflate to can exhaust memory.
 */
final class DataFile implements AutoCloseable {
  /** More inflated bytes than this are refused. */
  static final long MAX_BYTES = 4L << 30;

  /** More numbers than this are refused: a direct buffer over FLOATs holds no more. */
  static final long MAX_VALUES = (1L << 29) - 1;

  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;
  private static final int CHUNK = 1 << 16;

  private final String who;
  private final InputStream in;
  private long taken;

  private DataFile(String who, InputStream in) {
    this.who = who;
    this.in = in;
  }

  static DataFile open(Path path) throws IOException {
    return of(path.toString(), Files.newInputStream(path));
  }

  /** Takes over {@code raw}. */
  static DataFile of(String who, InputStream raw) throws IOException {
    InputStream plain = new BufferedInputStream(raw);
    plain.mark(2);
    boolean gzipped = plain.read() == GZIP_FIRST && plain.read() == GZIP_SECOND;
    plain.reset();
    return new DataFile(
        who,
        BoundedInputStream.builder()
            .setInputStream(gzipped ? new GZIPInputStream(plain, CHUNK) : plain)
            .setMaxCount(MAX_BYTES)
            .setOnMaxCount((max, count) -> refuseMore(who))
            .get());
  }

  /** The first bytes of a file, inflated; fewer where the file is shorter. */
  static byte[] head(Path path, int bytes) throws IOException {
    try (DataFile file = open(path)) {
      return file.in.readNBytes(bytes);
    }
  }

  String who() {
    return who;
  }

  InputStream stream() {
    return in;
  }

  byte[] bytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    taken += bytes.length;
    if (bytes.length < count) {
      throw BadInput.of(who, "at least " + (taken - bytes.length + count) + " bytes", taken)
          .hint("The file is cut short; copy or download it again");
    }
    return bytes;
  }

  /** The numbers of the next array, in the order they are stored. */
  float[] floats(ElementType type, ByteOrder order, long... shape) throws IOException {
    float[] values = allocate(who, shape);
    for (int i = 0; i < values.length; ) {
      int length = Math.min(CHUNK, values.length - i);
      ByteBuffer chunk = ByteBuffer.wrap(bytes(length * type.bytes)).order(order);
      for (int end = i + length; i < end; i++) {
        values[i] = (float) type.next(chunk);
      }
    }
    return values;
  }

  /** The numbers of the next array as class labels. */
  int[] labels(ElementType type, ByteOrder order, long... shape) throws IOException {
    float[] values = floats(type, order, shape);
    int[] labels = new int[values.length];
    for (int n = 0; n < labels.length; n++) {
      labels[n] = (int) values[n];
      if (labels[n] != values[n]) {
        throw BadInput.of(who + ", example " + n, "a whole number as label", values[n]);
      }
    }
    return labels;
  }

  /**
   * @throws BadInput if bytes are left
   */
  void end() throws IOException {
    if (in.read() >= 0) {
      throw BadInput.of(who, taken + " bytes", "more")
          .hint("The header does not belong to this content");
    }
  }

  /**
   * Room for an array of this shape.
   *
   * @throws BadInput if it is too large for this JVM, or at all
   */
  static float[] allocate(String who, long... shape) {
    long count = 1;
    for (long d : shape) {
      count *= Math.min(d, MAX_VALUES + 1);
      if (count > MAX_VALUES) {
        throw BadInput.of(
                who, "at most " + MAX_VALUES + " values", "shape " + Arrays.toString(shape))
            .hint("Split the data");
      }
    }
    long half = Runtime.getRuntime().maxMemory() / 2;
    if (count * Float.BYTES > half) {
      throw BadInput.of(
              who, "data that fits into half the Java heap, " + half + " bytes", count * 4)
          .hint("Give Java more memory (-Xmx) or split the data");
    }
    return new float[(int) count];
  }

  private static void refuseMore(String who) {
    throw BadInput.of(who, "at most " + MAX_BYTES + " bytes inflated", "more");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

package org.gauntletml.models.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes arrays that {@code numpy.load} reads. The bytes depend on the arrays alone: entries are
 * stored, not deflated, and carry 1 January 1980 as their time.
 *
 * <pre>{@code
 * try (NpzWriter npz = new NpzWriter(out)) {
 *   npz.put("x", inputs);
 *   npz.put("y", labels);
 * }
 * }</pre>
 */
public final class NpzWriter implements AutoCloseable {
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final int ALIGNMENT = 64;
  private static final int CHUNK = 1 << 14;

  private final ZipOutputStream zip;

  /** Takes over {@code out}. */
  public NpzWriter(OutputStream out) {
    zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
  }

  /**
   * Adds a FLOAT or INT array of any shape under a name of its own. Borrows {@code array}.
   *
   * @throws IllegalArgumentException if the array has another type
   */
  public void put(String name, INDArray array) throws IOException {
    INDArray plain = array.ordering() == 'c' && !array.isView() ? array : array.dup('c');
    if (plain.dataType() == DataType.FLOAT) {
      var values = plain.data().asNioFloat();
      put(name, "<f4", plain.shape(), i -> Float.floatToRawIntBits(values.get(i)));
    } else if (plain.dataType() == DataType.INT32) {
      var values = plain.data().asNioInt();
      put(name, "<i4", plain.shape(), values::get);
    } else {
      throw new IllegalArgumentException(name + ": FLOAT or INT, not " + plain.dataType());
    }
  }

  /** Adds a list of whole numbers, as {@code int32 [N]}. */
  public void put(String name, int[] values) throws IOException {
    put(name, "<i4", new long[] {values.length}, i -> values[i]);
  }

  /**
   * Adds rows held apart from each other, as {@code float32 [rows, shape...]}; there may be none.
   *
   * @param shape of one row
   * @throws IllegalArgumentException if a row has another length
   */
  public void put(String name, List<float[]> rows, long... shape) throws IOException {
    int length = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    for (float[] row : rows) {
      if (row.length != length) {
        throw new IllegalArgumentException(name + ": rows of " + length + ", not " + row.length);
      }
    }
    put(
        name,
        "<f4",
        LongStream.concat(LongStream.of(rows.size()), LongStream.of(shape)).toArray(),
        i -> Float.floatToRawIntBits(rows.get(i / length)[i % length]));
  }

  private void put(String name, String descr, long[] shape, IntUnaryOperator words)
      throws IOException {
    byte[] header = header(descr, shape);
    int count = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(NO_TIME);
    CRC32 crc = new CRC32();
    try (OutputStream sum = new CheckedOutputStream(OutputStream.nullOutputStream(), crc)) {
      write(header, count, words, sum);
    }
    entry.setSize(header.length + 4L * count);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    write(header, count, words, zip);
    zip.closeEntry();
  }

  private static void write(byte[] header, int count, IntUnaryOperator words, OutputStream out)
      throws IOException {
    out.write(header);
    ByteBuffer chunk = ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; ) {
      chunk.clear();
      for (int end = Math.min(i + CHUNK, count); i < end; i++) {
        chunk.putInt(words.applyAsInt(i));
      }
      out.write(chunk.array(), 0, chunk.position());
    }
  }

  /** Version 1.0: magic, version, length, a Python dictionary padded with blanks to 64 bytes. */
  private static byte[] header(String descr, long[] shape) {
    String dims = Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(descr, dims, shape.length == 1 ? "," : "");
    int start = NpyArray.MAGIC.length + 4;
    int total = (start + dictionary.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    header.put(NpyArray.MAGIC).put((byte) 1).put((byte) 0).putShort((short) (total - start));
    header.put(dictionary.getBytes(StandardCharsets.US_ASCII));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').array();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}

package org.gauntletml.models.http;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.gauntletml.models.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * Answers that were paid for, in a folder. Every process appends to a file of its own, one record
 * per answer with a checksum; what a killed process left half-written is not read. So several
 * processes may share a folder. Answers come back bit by bit as they were. Safe for several
 * threads.
 */
final class AnswerCache implements AutoCloseable {
  private static final String PREFIX = "answers-";
  private static final String SUFFIX = ".gac";
  private static final byte[] MAGIC = {'G', 'A', 'C', '1', '\r', '\n', 0x1a, '\n'};
  private static final int HEAD = 2 * Long.BYTES + Integer.BYTES;

  /** No model has more scores; a larger count is damage. */
  private static final int MOST_VALUES = 1 << 22;

  private final Path folder;
  private final Map<Fingerprint, Place> places = new HashMap<>();
  private final Map<Path, FileChannel> files = new HashMap<>();
  private @Nullable Path own;
  private long end;

  private record Place(Path file, long at, int count) {}

  private AnswerCache(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads what is in the folder; makes it if it is missing.
   *
   * @param who is named if that is not possible
   * @throws BadInput if it cannot be read or written, or holds foreign files of such names
   */
  static AnswerCache open(String who, Path folder) {
    AnswerCache cache = new AnswerCache(folder);
    try {
      Files.createDirectories(folder);
      for (Path file : cache.segments()) {
        cache.index(who, file);
      }
    } catch (IOException e) {
      cache.close();
      throw BadInput.of(who, "a folder for answers", folder + " (" + e + ")");
    }
    return cache;
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(AnswerCache::isSegment).sorted().toList();
    }
  }

  private static boolean isSegment(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  private void index(String who, Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      byte[] magic = in.readNBytes(MAGIC.length);
      if (!Arrays.equals(magic, Arrays.copyOf(MAGIC, magic.length))) {
        throw BadInput.of(who, "answers that gauntlet kept", file + ", a file of another kind")
            .hint("Choose another folder");
      }
      long at = MAGIC.length;
      for (Optional<Entry> next = next(in); next.isPresent(); next = next(in)) {
        Entry record = next.get();
        places.put(record.key, new Place(file, at + HEAD, record.count));
        at += HEAD + (long) record.count * Double.BYTES + Integer.BYTES;
      }
    }
  }

  private record Entry(Fingerprint key, int count) {}

  /** The next record; empty at the end, or where what follows is not whole. */
  private static Optional<Entry> next(DataInputStream in) throws IOException {
    byte[] head = in.readNBytes(HEAD);
    if (head.length < HEAD) {
      return Optional.empty();
    }
    ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    Fingerprint key = new Fingerprint(fields.getLong(), fields.getLong());
    int count = fields.getInt();
    if (count < 0 || count > MOST_VALUES) {
      return Optional.empty();
    }
    byte[] rest = in.readNBytes(count * Double.BYTES + Integer.BYTES);
    if (rest.length < count * Double.BYTES + Integer.BYTES) {
      return Optional.empty();
    }
    CRC32C sum = new CRC32C();
    sum.update(head);
    sum.update(rest, 0, count * Double.BYTES);
    int told = ByteBuffer.wrap(rest).order(ByteOrder.LITTLE_ENDIAN).getInt(count * Double.BYTES);
    return (int) sum.getValue() == told ? Optional.of(new Entry(key, count)) : Optional.empty();
  }

  /** The answer to this input; empty where there is none. */
  synchronized Optional<double[]> find(Fingerprint key) {
    Place place = places.get(key);
    if (place == null) {
      return Optional.empty();
    }
    try {
      FileChannel file = files.get(place.file);
      if (file == null) {
        file = FileChannel.open(place.file, StandardOpenOption.READ);
        files.put(place.file, file);
      }
      ByteBuffer bytes =
          ByteBuffer.allocate(place.count * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      long at = place.at;
      while (bytes.hasRemaining()) {
        int read = file.read(bytes, at);
        if (read < 0) {
          throw new IOException(place.file + " became shorter");
        }
        at += read;
      }
      double[] values = new double[place.count];
      bytes.flip().asDoubleBuffer().get(values);
      return Optional.of(values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps an answer; it is in the operating system's hands when this returns. */
  synchronized void keep(Fingerprint key, double[] values) {
    ByteBuffer record =
        ByteBuffer.allocate(HEAD + values.length * Double.BYTES + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(key.high()).putLong(key.low()).putInt(values.length);
    for (double value : values) {
      record.putDouble(value);
    }
    CRC32C sum = new CRC32C();
    sum.update(record.array(), 0, record.position());
    record.putInt((int) sum.getValue()).flip();
    try {
      Path file = own == null ? begin() : own;
      int length = record.remaining();
      append(file, record);
      places.put(key, new Place(file, end + HEAD, values.length));
      end += length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path begin() throws IOException {
    for (int number = places.isEmpty() ? 1 : segments().size() + 1; ; number++) {
      Path file = folder.resolve(String.format("%s%05d%s", PREFIX, number, SUFFIX));
      try {
        files.put(
            file,
            FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
        own = file;
        append(file, ByteBuffer.wrap(MAGIC));
        end = MAGIC.length;
        return file;
      } catch (FileAlreadyExistsException e) {
        // another process was faster: the next number
      }
    }
  }

  private void append(Path file, ByteBuffer bytes) throws IOException {
    FileChannel channel = files.get(file);
    if (channel == null) {
      throw new IOException(file + " is closed");
    }
    long at = end;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  @Override
  public synchronized void close() {
    try {
      for (FileChannel file : files.values()) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      files.clear();
    }
  }
}

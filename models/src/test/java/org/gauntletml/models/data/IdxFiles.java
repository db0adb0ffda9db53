package org.gauntletml.models.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes IDX files byte by byte, as the format description says. */
final class IdxFiles {
  private IdxFiles() {}

  static byte[] idx(int type, int[] shape, byte... content) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.length + content.length);
    file.put((byte) 0).put((byte) 0).put((byte) type).put((byte) shape.length);
    for (int d : shape) {
      file.putInt(d);
    }
    return file.put(content).array();
  }

  /** Two grey images of 2x3 pixels 0, 51, 102, 153, 204, 255 and the reverse. */
  static byte[] images() {
    byte[] up = {0, 51, 102, (byte) 153, (byte) 204, (byte) 255};
    byte[] content = new byte[12];
    for (int i = 0; i < 6; i++) {
      content[i] = up[i];
      content[6 + i] = up[5 - i];
    }
    return idx(0x08, new int[] {2, 2, 3}, content);
  }

  static byte[] labels(int... labels) {
    byte[] content = new byte[labels.length];
    for (int n = 0; n < labels.length; n++) {
      content[n] = (byte) labels[n];
    }
    return idx(0x08, new int[] {labels.length}, content);
  }

  static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(plain);
    }
    return zipped.toByteArray();
  }

  /** Writes both files under the usual names and returns that of the images. */
  static Path write(Path folder, String part, byte[] images, byte[] labels) throws IOException {
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels);
    return Files.write(folder.resolve(part + "-images-idx3-ubyte"), images);
  }
}

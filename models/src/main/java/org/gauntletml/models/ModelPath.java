package org.gauntletml.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A look at the path of a model before anything reads it. */
public final class ModelPath {
  /** What an array or a protobuf message can hold. */
  private static final long LARGEST = Integer.MAX_VALUE;

  private ModelPath() {}

  /**
   * @throws BadInput if there is no regular file
   */
  public static void check(Path path) {
    if (!Files.isRegularFile(path)) {
      throw BadInput.of(
          path.toString(), "a model file", Files.exists(path) ? "something else" : "no such file");
    }
  }

  /**
   * @param kind of file, with its article: {@code an ONNX file}
   * @return its size in bytes
   * @throws BadInput if there is no regular file, or one of more than 2 GiB
   */
  public static long check(Path path, String kind) throws IOException {
    check(path);
    long size = Files.size(path);
    if (size > LARGEST) {
      throw BadInput.of(path.toString(), kind + " of at most 2 GiB", size + " bytes");
    }
    return size;
  }
}

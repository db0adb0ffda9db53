package org.gauntletml.harness.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** A model in a file. */
record ModelFile(Path path, ModelSource source) implements ModelOrigin {
  /**
   * @param path a model in any {@link ModelFormat}
   * @throws org.gauntletml.models.BadInput naming the file, if it is none
   */
  static ModelFile open(Path path) throws IOException {
    return new ModelFile(path, ModelFormat.read(path));
  }

  /** Name of the file, without its folder. */
  @Override
  public String name() {
    return path.getFileName().toString();
  }

  @Override
  public String address() {
    return path.toString();
  }

  @Override
  public Map<String, String> identity() throws IOException {
    return Map.of("sha256", sha256(Files.newInputStream(path)));
  }

  /** Of what the stream holds, which is closed. */
  static String sha256(InputStream content) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(content, MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

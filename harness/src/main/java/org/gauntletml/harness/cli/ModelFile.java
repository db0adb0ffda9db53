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
import java.util.List;
import java.util.Optional;
import org.gauntletml.models.bundled.FashionMnistNet;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.wrapping.ImportOptions;

/**
 * The model that a command is about, and the file it came from.
 *
 * @param path empty for the bundled model
 */
record ModelFile(Optional<Path> path, ModelSource source) {
  /**
   * @param path a model in any {@link ModelFormat}; empty for the bundled one
   * @throws org.gauntletml.models.BadInput naming the file, if it is none
   */
  static ModelFile open(Optional<Path> path) throws IOException {
    return new ModelFile(
        path,
        path.isPresent()
            ? ModelFormat.read(path.get())
            : new Dl4jSource(Dl4jNetwork.of(FashionMnistNet.trained())));
  }

  /** Shape of one input, images channels first; empty where the model does not tell. */
  Optional<List<Long>> inputShape(ImportOptions options) {
    return path.isPresent()
        ? source.inputShape(options)
        : Optional.of(FashionMnistNet.INPUT.shape());
  }

  /** Name of the file, without its folder. */
  String name() {
    return path.map(file -> file.getFileName().toString()).orElse("fashion-mnist-cnn (bundled)");
  }

  /** Of the file as it is. */
  String sha256() throws IOException {
    try (InputStream content =
            path.isPresent() ? Files.newInputStream(path.get()) : FashionMnistNet.zip();
        DigestInputStream in =
            new DigestInputStream(content, MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

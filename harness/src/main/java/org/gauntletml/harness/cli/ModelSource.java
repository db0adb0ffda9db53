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
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.WrappedModel;
import org.gauntletml.models.bundled.FashionMnistNet;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.graph.onnx.RuntimeChoice;

/**
 * The model that a command is about, read but not wrapped.
 *
 * @param file it came from; empty for the bundled model
 * @param inputShape of one example, where the model tells it
 */
record ModelSource(Optional<Path> file, Dl4jNetwork network, Optional<List<Long>> inputShape) {
  /**
   * @param file a Deeplearning4j model zip; empty for the bundled model
   * @throws org.gauntletml.models.BadInput naming the file, if it is none
   */
  static ModelSource of(Optional<Path> file) {
    if (file.isEmpty()) {
      return new ModelSource(
          file,
          Dl4jNetwork.of(FashionMnistNet.trained()),
          Optional.of(FashionMnistNet.INPUT.shape()));
    }
    Dl4jNetwork network = Dl4jNetwork.read(file.get());
    return new ModelSource(file, network, network.inputShape());
  }

  /** Name of the file, without its folder. */
  String name() {
    return file.map(path -> path.getFileName().toString()).orElse("fashion-mnist-cnn (bundled)");
  }

  /** Of the file as it is. */
  String sha256() throws IOException {
    try (InputStream content =
            file.isPresent() ? Files.newInputStream(file.get()) : FashionMnistNet.zip();
        DigestInputStream in =
            new DigestInputStream(content, MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The model at the highest level of access that could be confirmed. */
  WrappedModel wrap(InputSpec input, RuntimeChoice runtime, int threads) {
    return network.classifier(input, runtime, threads);
  }
}

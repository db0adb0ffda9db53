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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gauntletml.attacks.Access;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.bundled.FashionMnist;
import org.gauntletml.models.bundled.FashionMnistNet;
import org.gauntletml.models.data.DataOptions;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.data.Datasets;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.dl4j.Dl4jScores;
import org.gauntletml.models.graph.onnx.RuntimeChoice;

/**
 * A model and the examples it is evaluated on, loaded together: a network that does not tell the
 * shape of its input takes that of the data.
 *
 * @param facts about the model, for the provenance
 * @param data all examples, before any are chosen
 */
record Subject(Classifier model, Map<String, String> facts, Dataset data) {
  /**
   * @param file a Deeplearning4j model zip; empty for the bundled model
   * @param folder examples in any format that {@link Datasets} reads; empty for the bundled ones
   * @param options how to read the examples
   * @param runtime that computes the model, with so many threads
   */
  static Subject load(
      Optional<Path> file,
      Optional<Path> folder,
      DataOptions options,
      RuntimeChoice runtime,
      int threads)
      throws IOException {
    Dl4jNetwork network =
        file.isPresent() ? Dl4jNetwork.read(file.get()) : Dl4jNetwork.of(FashionMnistNet.trained());
    Optional<List<Long>> told =
        file.isPresent() ? network.inputShape() : Optional.of(FashionMnistNet.INPUT.shape());
    DataOptions fitting =
        told.map(shape -> options.fitting(new InputSpec(shape, 0, 1))).orElse(options);
    Dataset data =
        folder.isPresent() ? Datasets.load(folder.get(), fitting) : FashionMnist.test1000(fitting);
    Classifier model =
        network.classifier(new InputSpec(told.orElse(data.spec().shape()), 0, 1), runtime, threads);
    model.input().check(data.name(), data.inputs());
    return new Subject(model, facts(file, model), data);
  }

  /** Why attacks that need gradients cannot have them; empty where they can. */
  Optional<String> whyNoGradients() {
    return whyNoGradients(model);
  }

  private static Map<String, String> facts(Optional<Path> file, Classifier model)
      throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "name",
        file.map(path -> path.getFileName().toString()).orElse("fashion-mnist-cnn (bundled)"));
    facts.put("format", "Deeplearning4j");
    facts.put(
        "sha256",
        file.isPresent()
            ? sha256(Files.newInputStream(file.get()))
            : sha256(FashionMnistNet.zip()));
    facts.put("input", model.input().toString());
    facts.put("bounds", "[" + model.input().lower() + ", " + model.input().upper() + "]");
    facts.put("classes", String.valueOf(model.classes()));
    facts.put("access", Access.of(model).toString());
    whyNoGradients(model).ifPresent(why -> facts.put("no gradients because", why));
    return facts;
  }

  private static Optional<String> whyNoGradients(Classifier model) {
    return model instanceof Dl4jScores scores ? Optional.of(scores.reason()) : Optional.empty();
  }

  private static String sha256(InputStream content) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(content, MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

package org.gauntletml.models.dl4j;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.ModelPath;
import org.gauntletml.models.ZipContent;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model zip, as a stranger may have made it. Only the configuration and the parameters are read;
 * DL4J's own reader would also deserialise Java objects found in the file.
 */
final class ModelFile {
  private static final Logger LOG = LoggerFactory.getLogger(Dl4jNetwork.class);
  private static final String CONFIGURATION = "configuration.json";
  private static final String PARAMETERS = "coefficients.bin";
  private static final long LARGEST_CONFIGURATION = 64L << 20;

  /** What ModelSerializer keeps of the way data was prepared for the network, as Java objects. */
  private static final List<String> PREPARATION = List.of("normalizer.bin", "preprocessor.bin");

  /** Trained parameters hardly compress; a file that shrank more than this is a bomb. */
  private static final long LARGEST_RATIO = 200;

  private final String name;
  private final ZipFile zip;

  private ModelFile(String name, ZipFile zip) {
    this.name = name;
    this.zip = zip;
  }

  /** The network as it was saved: a {@code MultiLayerNetwork} or a {@code ComputationGraph}. */
  static Model read(Path file) {
    String name = file.toString();
    ModelPath.check(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return new ModelFile(name, zip).network();
    } catch (ZipException notZip) {
      throw BadInput.of(name, "a Deeplearning4j model zip", "a file that is no intact zip archive")
          .hint("Deeplearning4j models are written by ModelSerializer.writeModel");
    } catch (IOException failed) {
      throw BadInput.of(name, "a readable model zip", String.valueOf(failed.getMessage()));
    }
  }

  private Model network() throws IOException {
    byte[] json = configuration();
    if (PREPARATION.stream().anyMatch(entry -> zip.getEntry(entry) != null)) {
      LOG.warn(
          "{}: it was saved with a normalizer, which is not applied; if its data is not prepared"
              + " already, give the same to --mean and --std (ImportOptions.normalization)",
          name);
    }
    ConfigurationScan scan = ConfigurationScan.of(name + ", " + CONFIGURATION, json);
    INDArray values = parameters();
    String text = new String(json, StandardCharsets.UTF_8);
    try {
      return scan.isGraph() ? graph(text, values) : stack(text, values);
    } catch (BadInput told) {
      throw told;
    } catch (RuntimeException | LinkageError refused) {
      throw BadInput.of(
          name, "a network that Deeplearning4j can build", firstLine(refused.getMessage()));
    }
  }

  private static Model stack(String json, @Nullable INDArray values) {
    MultiLayerConfiguration conf = MultiLayerConfiguration.fromJson(json);
    if (values != null) {
      conf.setDataType(values.dataType());
    }
    MultiLayerNetwork network = new MultiLayerNetwork(conf);
    network.init(values, false);
    return network;
  }

  private Model graph(String json, @Nullable INDArray values) {
    ComputationGraphConfiguration conf = ComputationGraphConfiguration.fromJson(json);
    Wiring.check(name, conf);
    if (values != null) {
      conf.setDataType(values.dataType());
    }
    ComputationGraph network = new ComputationGraph(conf);
    network.init(values, false);
    return network;
  }

  private byte[] configuration() throws IOException {
    ZipEntry entry = zip.getEntry(CONFIGURATION);
    if (entry == null && zip.getEntry("model.weights.h5") != null) {
      throw BadInput.of(name, "a Deeplearning4j model zip", "a .keras archive")
          .hint("Write the model with model.save(\"net.h5\"), or convert it to ONNX with tf2onnx");
    }
    if (entry == null) {
      throw BadInput.of(
              name, "a Deeplearning4j model zip", "a zip without the entry " + CONFIGURATION)
          .hint("Data belongs to --data; other kinds of models have other endings than .zip");
    }
    try (InputStream in = ZipContent.open(zip, entry)) {
      byte[] json = in.readNBytes(Math.toIntExact(LARGEST_CONFIGURATION + 1));
      if (json.length > LARGEST_CONFIGURATION) {
        throw BadInput.of(
            name + ", " + CONFIGURATION, "at most " + LARGEST_CONFIGURATION + " bytes", "more");
      }
      return json;
    }
  }

  /** The parameter vector {@code [1, n]}, or null for a network without parameters. */
  private @Nullable INDArray parameters() throws IOException {
    ZipEntry entry = zip.getEntry(PARAMETERS);
    if (entry == null) {
      throw BadInput.of(
          name, "a Deeplearning4j model zip", "a zip without the entry " + PARAMETERS);
    }
    long limit = LARGEST_CONFIGURATION + LARGEST_RATIO * entry.getCompressedSize();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(ZipContent.open(zip, entry), 1 << 16))) {
      return ParameterVector.read(name + ", " + PARAMETERS, in, limit);
    }
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "an unexplained failure" : message.lines().findFirst().orElse("");
  }
}

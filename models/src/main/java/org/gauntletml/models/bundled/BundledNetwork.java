package org.gauntletml.models.bundled;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.NearestName;

/**
 * The networks that every clone brings, each beside its model card: {@link FashionMnistNet} with
 * the weights of ordinary training, and with those of adversarial training.
 */
public enum BundledNetwork {
  /** Trained by {@link FashionMnistTraining}; there to be broken. */
  FASHION_MNIST("fashion-mnist-cnn"),
  /** Its sibling, trained to withstand changes of 0.1 in L-inf. */
  FASHION_MNIST_ROBUST("fashion-mnist-cnn-robust");

  private final String file;

  BundledNetwork(String file) {
    this.file = file;
  }

  /**
   * @param who is named if it is refused
   * @throws BadInput with the nearest name, if {@code name} is none
   */
  public static BundledNetwork named(String who, String name) {
    return Stream.of(values())
        .filter(known -> known.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                NearestName.unknown(
                    who,
                    "a bundled model",
                    name,
                    Stream.of(values()).map(BundledNetwork::toString).toList()));
  }

  /** Name of its file, without an ending. */
  public String file() {
    return file;
  }

  /** The Deeplearning4j zip as it is shipped; the caller closes it. */
  public InputStream zip() {
    String resource = file + ".zip";
    InputStream zip = BundledNetwork.class.getResourceAsStream(resource);
    if (zip == null) {
      throw new IllegalStateException("the jar lacks its own resource " + resource);
    }
    return zip;
  }

  /** A fresh copy of the trained network. */
  public MultiLayerNetwork trained() {
    try (InputStream zip = zip()) {
      return ModelSerializer.restoreMultiLayerNetwork(zip, false);
    } catch (IOException e) {
      throw new UncheckedIOException("the bundled model is damaged", e);
    }
  }

  /** As it is written on the command line: {@code fashion-mnist-robust}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

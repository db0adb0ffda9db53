package org.gauntletml.models.bundled;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.gauntletml.models.data.DataOptions;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.data.Idx;

/**
 * The bundled data: the first 1,000 of the 10,000 Fashion-MNIST test images (Zalando SE, MIT
 * licence, arXiv:1708.07747). The files lie beside this class with their licence.
 */
public final class FashionMnist {
  /** Class names, by label. */
  public static final List<String> CLASS_NAMES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  static final int SIDE = 28;

  private FashionMnist() {}

  /**
   * The bundled examples, {@code [1000,1,28,28]} in [0, 1]; an id is the index in the full test
   * set.
   */
  public static Dataset test1000() {
    return test1000(DataOptions.DEFAULT.fitting(FashionMnistNet.INPUT));
  }

  /**
   * The bundled examples read with these options, for instance as rows of 784.
   *
   * @throws org.gauntletml.models.BadInput if they do not fit
   */
  public static Dataset test1000(DataOptions options) {
    try {
      return named(
          Idx.read(
              "fashion-mnist-1000",
              resource("fashion-mnist-1000-images-idx3-ubyte.gz"),
              resource("fashion-mnist-1000-labels-idx1-ubyte.gz"),
              options));
    } catch (IOException e) {
      throw new UncheckedIOException("the bundled data are damaged", e);
    }
  }

  /** The same data with the names of its classes. */
  static Dataset named(Dataset data) {
    return new Dataset(
        data.name(), data.spec(), data.inputs(), data.labels(), data.ids(), CLASS_NAMES);
  }

  private static InputStream resource(String name) {
    InputStream in = FashionMnist.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("the jar lacks its own resource " + name);
    }
    return in;
  }
}

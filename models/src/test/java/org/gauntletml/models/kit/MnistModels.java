package org.gauntletml.models.kit;

import java.nio.file.Files;
import java.util.Optional;
import org.gauntletml.models.onnx.OnnxNetwork;
import org.gauntletml.models.wrapping.ImportOptions;
import org.gauntletml.models.wrapping.ImportedModel;

/** Published MNIST networks, as their ONNX files beside this checkout hold them. */
public final class MnistModels {
  private MnistModels() {}

  /**
   * The model of this name, where the file is there.
   *
   * @param name of the file, without its ending
   */
  public static Optional<ImportedModel> model(String name) {
    return MnistLenet.mnist()
        .map(mnist -> mnist.resolveSibling("models-mnist/onnx").resolve(name + ".onnx"))
        .filter(Files::isRegularFile)
        .map(file -> OnnxNetwork.read(file).model(MnistLenet.INPUT, ImportOptions.DEFAULT));
  }
}

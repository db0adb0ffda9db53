package org.gauntletml.harness.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gauntletml.models.bundled.FashionMnistNet;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.wrapping.ImportOptions;

/** The model that every clone brings. */
record BundledModel(ModelSource source) implements ModelOrigin {
  BundledModel() {
    this(new Dl4jSource(Dl4jNetwork.of(FashionMnistNet.trained())));
  }

  @Override
  public String name() {
    return "fashion-mnist-cnn (bundled)";
  }

  @Override
  public String address() {
    return name();
  }

  @Override
  public Map<String, String> identity() throws IOException {
    return Map.of("sha256", ModelFile.sha256(FashionMnistNet.zip()));
  }

  @Override
  public Optional<List<Long>> inputShape(ImportOptions options) {
    return Optional.of(FashionMnistNet.INPUT.shape());
  }
}

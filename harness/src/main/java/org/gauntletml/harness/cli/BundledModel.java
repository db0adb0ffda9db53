package org.gauntletml.harness.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gauntletml.models.bundled.BundledNetwork;
import org.gauntletml.models.bundled.FashionMnistNet;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.wrapping.ImportOptions;

/** A model that every clone brings. */
record BundledModel(BundledNetwork network, ModelSource source) implements ModelOrigin {
  private static final String PREFIX = "bundled:";

  BundledModel(BundledNetwork network) {
    this(network, new Dl4jSource(Dl4jNetwork.of(network.trained())));
  }

  /** Whether this is no file but {@code bundled:NAME}. */
  static boolean isMeantBy(String model) {
    return model.startsWith(PREFIX);
  }

  /**
   * @param model {@code bundled:NAME}
   * @throws org.gauntletml.models.BadInput if there is none of this name
   */
  static BundledNetwork named(String model) {
    return BundledNetwork.named("--" + MODEL, model.substring(PREFIX.length()));
  }

  @Override
  public String name() {
    return network.file() + " (bundled)";
  }

  @Override
  public String address() {
    return name();
  }

  @Override
  public Map<String, String> identity() throws IOException {
    return Map.of("sha256", ModelFile.sha256(network.zip()));
  }

  @Override
  public Optional<List<Long>> inputShape(ImportOptions options) {
    return Optional.of(FashionMnistNet.INPUT.shape());
  }
}

package org.gauntletml.attacks.whitebox;

import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.kit.MnistLenet;
import org.junit.jupiter.api.Tag;

/** The same recipe, trained here, or read from the cache where that has been done before. */
@Tag("slow")
@Tag("shared")
class RetrainedDistancesTest extends LenetDistances {
  @Override
  Optional<MultiLayerNetwork> network(Path mnist) {
    return Optional.of(MnistLenet.trained(mnist));
  }
}

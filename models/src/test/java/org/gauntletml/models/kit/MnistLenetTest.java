package org.gauntletml.models.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.Optional;
import org.gauntletml.models.training.Training;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@Tag("shared")
class MnistLenetTest {
  @Test
  void reachesThePublishedAccuracy() {
    Optional<Path> mnist = MnistLenet.mnist();
    assumeThat(mnist).as("the MNIST files beside the checkout").isPresent();

    double accuracy =
        Training.accuracy(
            MnistLenet.trained(mnist.orElseThrow(), 0), MnistLenet.test(mnist.orElseThrow()));

    // advertorch's benchmark states 98.89% for this recipe
    assertThat(accuracy).isCloseTo(.9889, within(.004));
  }
}

package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.attacks.Norm;
import org.gauntletml.models.kit.MnistLenet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same recipe, trained here, or read from the cache where that has been done before: the mean
 * over some networks, as a single one may be a tenth nearer to the boundary or farther away, with
 * Deeplearning4j as with PyTorch.
 */
@Tag("slow")
@Tag("shared")
class RetrainedDistancesTest extends LenetDistances {
  private static final int NETWORKS = 4;

  @Override
  List<MultiLayerNetwork> networks(Path mnist) {
    return IntStream.range(0, NETWORKS).mapToObj(n -> MnistLenet.trained(mnist, n)).toList();
  }

  @ParameterizedTest
  @CsvSource({"LINF, 0.112, 0.012", "L2, 1.42, 0.1", "L1, 7.6, 0.8"})
  void fabFindsTheMedian(Norm norm, double median, double slack) {
    assertThat(median(Fab.of(norm).steps(20))).isCloseTo(median, within(slack));
  }
}

package org.gauntletml.attacks;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.kit.MnistLenet;
import org.gauntletml.models.kit.MnistModels;

/** What figures are measured on: published networks, and images that they classify correctly. */
public final class MnistExamples {
  private MnistExamples() {}

  /** The network in this file beside the checkout; skips the test where there is none. */
  public static DifferentiableClassifier network(String name) {
    return (DifferentiableClassifier) MnistModels.model(name).orElseGet(() -> skip(name + ".onnx"));
  }

  /** The first so many test images whose class the model says; skips the test without MNIST. */
  public static Batch correct(LabelOracle model, int count) {
    Optional<Path> mnist = MnistLenet.mnist();
    Dataset test = MnistLenet.test(mnist.orElseGet(() -> skip("MNIST"))).head(2 * count);
    int[] answers = model.labels(test.inputs());
    int[] correct =
        IntStream.range(0, answers.length)
            .filter(n -> answers[n] == test.labels()[n])
            .limit(count)
            .toArray();
    return new Batch(test.inputs(), test.labels(), test.ids()).select(correct);
  }

  private static <T> T skip(String what) {
    assumeTrue(false, "needs " + what + " in ../shared/data");
    throw new IllegalStateException("not skipped");
  }
}

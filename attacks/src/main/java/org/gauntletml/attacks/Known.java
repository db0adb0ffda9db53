package org.gauntletml.attacks;

import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gauntletml.models.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Labelled examples that the adversary has, such as the rest of the data set. A search that needs
 * an adversarial point to start from may start from one of another class.
 *
 * @param inputs FLOAT {@code [N, input...]}; borrowed and never changed
 * @param labels N true classes
 */
public record Known(INDArray inputs, int[] labels) {
  /** The features of those whose class fits, each once, in random order, drawn one by one. */
  Stream<float[]> where(IntPredicate fits, RandomGenerator random) {
    int[] left = IntStream.range(0, labels.length).filter(n -> fits.test(labels[n])).toArray();
    return IntStream.range(0, left.length)
        .mapToObj(
            i -> {
              int j = random.nextInt(i, left.length);
              int drawn = left[j];
              left[j] = left[i];
              return Floats.of(Rows.select(inputs, new int[] {drawn}));
            });
  }
}

package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class RandomStreamsTest {
  /** From an independent implementation of FNV-1a and SplitMix64. */
  @Test
  void goldenValues() {
    RandomStreams streams = RandomStreams.of(42, "pgd", List.of("a", "b"));
    assertThat(streams.of(0).nextLong()).isEqualTo(5382027338106744629L);
    assertThat(streams.of(0).nextLong()).isEqualTo(6301273235470580369L);
    assertThat(streams.of(1).nextLong()).isEqualTo(1982536530374192509L);
    assertThat(streams.restart(3).of(0).nextLong()).isEqualTo(1792756391018592734L);
    assertThat(RandomStreams.of(-1, "attack\u00e9", List.of("7")).of(0).nextLong())
        .isEqualTo(-6573050528425835069L);
  }

  @Test
  void anExamplesDrawsHangOnItsNameAlone() {
    InputSpec input = InputSpec.unit(3);
    RandomStreams forth = RandomStreams.of(1, "x", List.of("a", "b", "c"));
    RandomStreams back = RandomStreams.of(1, "x", List.of("c", "a"));
    INDArray some = forth.ball(new int[] {2, 0}, input, Norm.L2);
    INDArray others = back.ball(new int[] {0, 1}, input, Norm.L2);
    assertThat(some.data().asFloat()).isEqualTo(others.data().asFloat());
  }

  @Test
  void aStreamGoesOnWhereItWasLeft() {
    RandomStreams streams = RandomStreams.of(1, "x", List.of("a", "b"));
    long first = streams.of(0).nextLong();
    streams.of(1).nextLong();
    long second = streams.of(0).nextLong();
    RandomStreams again = RandomStreams.of(1, "x", List.of("a"));
    assertThat(again.of(0).nextLong()).isEqualTo(first).isNotEqualTo(second);
    assertThat(again.of(0).nextLong()).isEqualTo(second);
  }

  @Test
  void restartsDoNotDependOnWhatWasDrawnBefore() {
    RandomStreams fresh = RandomStreams.of(1, "x", List.of("a"));
    RandomStreams used = RandomStreams.of(1, "x", List.of("a"));
    used.of(0).nextLong();
    assertThat(used.restart(2).of(0).nextLong()).isEqualTo(fresh.restart(2).of(0).nextLong());
  }

  @Test
  void everySeedAttackRestartAndNameHasItsOwnStream() {
    List<String> names = IntStream.range(0, 50).mapToObj(String::valueOf).toList();
    long[] draws =
        IntStream.range(0, 4 * 3 * 5)
            .boxed()
            .flatMapToLong(
                i -> {
                  RandomStreams streams =
                      RandomStreams.of(i % 4, "attack " + i / 4 % 3, names).restart(i / 12);
                  return IntStream.range(0, 50).mapToLong(row -> streams.of(row).nextLong());
                })
            .toArray();
    assertThat(draws).hasSize(3000).doesNotHaveDuplicates();
  }
}

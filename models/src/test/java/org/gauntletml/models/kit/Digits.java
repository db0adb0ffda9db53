package org.gauntletml.models.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.data.Csv;
import org.gauntletml.models.data.DataOptions;
import org.gauntletml.models.data.Dataset;

/**
 * The UCI handwritten digits, {@code [N,1,8,8]} in [0, 1]: real data that a network learns in
 * seconds. Labels 0 to 9; an id is the row in the table.
 */
public final class Digits {
  /** FLOAT {@code [N,1,8,8]}, from 0 (background) to 1. */
  public static final InputSpec INPUT = InputSpec.unit(1, 8, 8);

  private static final int FULL = 16;
  private static final int TEST = 500;
  private static final long SPLIT_SEED = 1;

  private Digits() {}

  /** All 1,797 examples. */
  public static Dataset all() {
    InputStream table = Digits.class.getResourceAsStream("digits.csv.gz");
    if (table == null) {
      throw new IllegalStateException("the test jar lacks digits.csv.gz");
    }
    try {
      return Csv.read("digits", table, DataOptions.DEFAULT.fitting(INPUT).scaledBy(FULL));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** 1,297 examples to learn from. */
  public static Dataset train() {
    Dataset all = all();
    Set<String> held = new HashSet<>(all.sample(TEST, SPLIT_SEED).ids());
    return all.select(
        IntStream.range(0, all.size()).filter(n -> !held.contains(all.ids().get(n))).toArray());
  }

  /** The 500 examples that {@link #train()} leaves out. */
  public static Dataset test() {
    return all().sample(TEST, SPLIT_SEED);
  }
}

package org.gauntletml.attacks.stateful;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.gauntletml.attacks.Watcher;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Counts the queries that are near-duplicates of an earlier one about the same example, as
 * Blacklight (Li et al. 2022, arXiv 2006.14042) would: the fingerprints have more than half of
 * their hashes in common. Every query is remembered, whatever became of it. Takes some 10
 * microseconds for a query of 28x28 features.
 */
public final class NearDuplicates implements Watcher {
  private final Fingerprints fingerprints;
  private final int features;
  private final List<List<int[]>> memory;
  private final long[] asked;
  private final long[] repeated;
  private final long[] first;

  /**
   * @param examples of the batch that is attacked
   */
  public NearDuplicates(InputSpec input, int examples) {
    fingerprints = new Fingerprints(input);
    features = input.features();
    memory = Stream.<List<int[]>>generate(ArrayList::new).limit(examples).toList();
    asked = new long[examples];
    repeated = new long[examples];
    first = new long[examples];
  }

  /** What was seen of the example in this row. */
  public Sighting of(int row) {
    return new Sighting(asked[row], repeated[row], first[row]);
  }

  @Override
  public void asked(INDArray points, int[] rows) {
    float[] values = Floats.of(points);
    for (int i = 0; i < rows.length; i++) {
      see(fingerprints.of(values, i * features), rows[i]);
    }
  }

  private void see(int[] fingerprint, int row) {
    List<int[]> seen = memory.get(row);
    asked[row]++;
    int match = nearest(fingerprint, seen);
    if (match >= 0) {
      repeated[row]++;
      first[row] = first[row] == 0 ? asked[row] : first[row];
    }
    if (match < 0 || !Arrays.equals(fingerprint, seen.get(match))) {
      seen.add(fingerprint);
    }
  }

  /** The latest query that is near, which mostly is the last one; -1 if none is. */
  private static int nearest(int[] fingerprint, List<int[]> seen) {
    for (int i = seen.size() - 1; i >= 0; i--) {
      int[] other = seen.get(i);
      int most = Math.max(fingerprint.length, other.length);
      if (2 * Fingerprints.shared(fingerprint, other) > most) {
        return i;
      }
    }
    return -1;
  }
}

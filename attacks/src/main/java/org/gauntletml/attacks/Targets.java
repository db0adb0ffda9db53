package org.gauntletml.attacks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Logits;
import org.gauntletml.models.NearestName;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How the classes of a targeted attack are chosen. */
public sealed interface Targets {
  /**
   * Reads them the way people write them: the number of a class, {@code least-likely}, {@code
   * runner-up}, {@code random} or {@code all}.
   *
   * @param who is named if they are refused, e.g. {@code --targets}
   * @throws BadInput if {@code text} is anything else
   */
  static Targets parse(String who, String text) {
    if (text.matches("\\d{1,9}")) {
      return new Given(Integer.parseInt(text));
    }
    List<Targets> known = List.of(new LeastLikely(), new RunnerUp(), new Random(), new All());
    return known.stream()
        .filter(targets -> targets.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                NearestName.unknown(
                    who,
                    "the number of a class or a way to choose one",
                    text,
                    known.stream().map(Targets::toString).toList()));
  }

  /** Whether they are chosen by what the model says of the example. */
  default boolean needsScores() {
    return false;
  }

  /**
   * The target classes of a batch.
   *
   * @param logits of the unperturbed examples, {@code [N, classes]}; borrowed
   * @param random the examples' streams, which only random targets use
   * @return one criterion; for {@link All} one for each class but the true one
   */
  List<Criterion.Targeted> of(Batch batch, INDArray logits, RandomStreams random);

  /** The same class for every example; it must be the true class of none. */
  record Given(int target) implements Targets {
    @Override
    public List<Criterion.Targeted> of(Batch batch, INDArray logits, RandomStreams random) {
      int[] targets = new int[batch.size()];
      Arrays.fill(targets, target);
      Criterion.Targeted criterion = new Criterion.Targeted(targets);
      criterion.check(batch, (int) logits.size(1));
      return List.of(criterion);
    }

    @Override
    public String toString() {
      return String.valueOf(target);
    }
  }

  /** The class with the lowest logit but for the true one (Kurakin et al. 2017, 1607.02533). */
  record LeastLikely() implements Targets {
    @Override
    public boolean needsScores() {
      return true;
    }

    @Override
    public List<Criterion.Targeted> of(Batch batch, INDArray logits, RandomStreams random) {
      int[][] ranked = ranked(batch, logits);
      return List.of(rank(ranked, ranked[0].length - 1));
    }

    @Override
    public String toString() {
      return "least-likely";
    }
  }

  /** The class with the highest logit but for the true one. */
  record RunnerUp() implements Targets {
    @Override
    public boolean needsScores() {
      return true;
    }

    @Override
    public List<Criterion.Targeted> of(Batch batch, INDArray logits, RandomStreams random) {
      return List.of(rank(ranked(batch, logits), 0));
    }

    @Override
    public String toString() {
      return "runner-up";
    }
  }

  /** A class drawn from each example's stream, the true one excluded. */
  record Random() implements Targets {
    @Override
    public List<Criterion.Targeted> of(Batch batch, INDArray logits, RandomStreams random) {
      int others = (int) logits.size(1) - 1;
      int[] targets =
          IntStream.range(0, batch.size())
              .map(n -> (batch.labels()[n] + 1 + random.of(n).nextInt(others)) % (others + 1))
              .toArray();
      return List.of(new Criterion.Targeted(targets));
    }

    @Override
    public String toString() {
      return "random";
    }
  }

  /** Every class but the true one, the one with the highest logit first. */
  record All() implements Targets {
    @Override
    public List<Criterion.Targeted> of(Batch batch, INDArray logits, RandomStreams random) {
      int[][] ranked = ranked(batch, logits);
      return IntStream.range(0, ranked[0].length).mapToObj(rank -> rank(ranked, rank)).toList();
    }

    @Override
    public String toString() {
      return "all";
    }
  }

  private static int[][] ranked(Batch batch, INDArray logits) {
    if (batch.size() == 0) {
      throw BadInput.of("targets", "1 or more examples", 0);
    }
    double[][] z = Logits.rows(logits);
    Criterion untargeted = new Criterion.Untargeted();
    int[][] ranked = new int[z.length][];
    Arrays.setAll(ranked, n -> untargeted.challengers(z[n], batch.labels()[n], n));
    return ranked;
  }

  private static Criterion.Targeted rank(int[][] ranked, int rank) {
    return new Criterion.Targeted(Arrays.stream(ranked).mapToInt(row -> row[rank]).toArray());
  }
}

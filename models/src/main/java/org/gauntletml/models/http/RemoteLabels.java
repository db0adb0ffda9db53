package org.gauntletml.models.http;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.SelfCheck;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A model behind an endpoint that tells labels and nothing else. Safe for several threads. */
public final class RemoteLabels implements RemoteModel {
  private static final int CHECKED = 8;

  private final Oracle oracle;
  private final int classes;
  private final ModelDescription description;

  RemoteLabels(Oracle oracle, int classes, ModelDescription description) {
    this.oracle = oracle;
    this.classes = classes;
    this.description = description;
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  /** Asks for some labels twice: an endpoint that answers at random shows. */
  @Override
  public SelfCheck check(long seed) {
    long start = System.nanoTime();
    INDArray x = RemoteNetwork.somewhere(input(), CHECKED, new SplittableRandom(seed));
    boolean same = Arrays.equals(labels(x), oracle.ask(x, true, this::read));
    return new SelfCheck(same ? 0 : 1, 0, 0, Duration.ofNanos(System.nanoTime() - start));
  }

  @Override
  public InputSpec input() {
    return oracle.input();
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int[] labels(INDArray x) {
    return oracle.ask(x, false, this::read);
  }

  private int[] read(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(DoubleStream::of).mapToInt(this::label).toArray();
  }

  private int label(double told) {
    if (!(told >= 0 && told < classes)) {
      throw BadInput.of(oracle.who(), "labels 0 to " + (classes - 1), (long) told)
          .hint("Give the number of its classes with --classes");
    }
    return (int) told;
  }

  @Override
  public long queries() {
    return oracle.line().spent();
  }

  @Override
  public void close() {
    oracle.line().close();
  }
}

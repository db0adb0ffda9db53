package org.gauntletml.attacks.decisionbased;

import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.DoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.models.InputSpec;
import org.jspecify.annotations.Nullable;

/**
 * One example in an {@link Interview}: what its search knows and whom it asks. Points are features
 * in the box.
 */
final class Example {
  /** Unwinds a search whose example is finished. */
  private static final class Finished extends RuntimeException {
    private static final long serialVersionUID = 1;

    Finished() {
      super("finished", null, false, false);
    }
  }

  private final int row;
  private final float[] original;
  private final LabelTarget target;
  private final InputSpec box;
  private final Norm norm;
  private final RandomGenerator random;
  private final BlockingQueue<Example> waiting;
  private final Semaphore answered = new Semaphore(0);
  private volatile float[][] question = {};
  private volatile boolean[] answer = {};
  private volatile boolean finished;
  private boolean fell;
  private volatile @Nullable Throwable failure;

  Example(
      int row,
      float[] original,
      LabelTarget target,
      RandomGenerator random,
      BlockingQueue<Example> waiting) {
    this.row = row;
    this.original = original;
    this.target = target;
    this.box = target.input();
    this.norm = target.threat().norm();
    this.random = random;
    this.waiting = waiting;
  }

  // ---- what a search sees

  float[] original() {
    return original;
  }

  InputSpec box() {
    return box;
  }

  RandomGenerator random() {
    return random;
  }

  int features() {
    return original.length;
  }

  /** Whether these points are adversarial; one query each, all of them at once. */
  boolean[] adversarial(float[]... points) {
    question = points;
    waiting.add(this);
    answered.acquireUninterruptibly();
    if (finished) {
      throw new Finished();
    }
    return answer;
  }

  /** Whether this point is adversarial; one query. */
  boolean isAdversarial(float[] point) {
    return adversarial(point)[0];
  }

  /** Distance from the original in the norm of the threat model. */
  double distance(float[] point) {
    return norm.sizeOf(Vectors.difference(point, original));
  }

  /** {@code from + length * direction}, moved into the box. */
  float[] along(float[] from, double length, double[] direction) {
    float[] point = new float[from.length];
    for (int i = 0; i < point.length; i++) {
      point[i] = clip(from[i] + length * direction[i]);
    }
    return point;
  }

  /**
   * The point a share of the way from the original to {@code far}: on the line between them, or for
   * Linf {@code far} moved into the ball of that share of its distance.
   */
  float[] between(double share, float[] far) {
    double radius = norm == Norm.LINF ? share * distance(far) : 0;
    float[] point = new float[far.length];
    for (int i = 0; i < point.length; i++) {
      double d = (double) far[i] - original[i];
      point[i] =
          clip(
              original[i]
                  + (norm == Norm.LINF ? Math.max(-radius, Math.min(radius, d)) : share * d));
    }
    return point;
  }

  /** The adversarial point nearest to the original on the way to {@code far}, by halving. */
  float[] nearest(float[] far, double tolerance) {
    double share = halve(0, 1, tolerance, middle -> between(middle, far));
    return share == 1 ? far : between(share, far);
  }

  /**
   * Where on a path points become adversarial, by halving.
   *
   * @param inside where it is not
   * @param outside where it is
   * @param tolerance length of the part of the path that may be left in doubt
   * @param path the points
   * @return the adversarial end of that part
   */
  double halve(double inside, double outside, double tolerance, DoubleFunction<float[]> path) {
    double low = inside;
    double high = outside;
    while (high - low > tolerance) {
      double middle = (low + high) / 2;
      if (isAdversarial(path.apply(middle))) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /** How many queries {@link #nearest} takes. */
  static long halvings(double tolerance) {
    return (long) Math.max(0, Math.ceil(Math.log(1 / tolerance) / Math.log(2)));
  }

  /**
   * An adversarial point, or null after so many tries without: uniform noise, then what is known of
   * other classes. Under a targeted criterion noise comes last.
   */
  float @Nullable [] start(int tries) {
    float[] first = targeted() ? knownStart(tries) : noise(tries);
    return first != null ? first : targeted() ? noise(tries) : knownStart(tries);
  }

  /** A known example of a class looked for that is adversarial, or null after so many tries. */
  float @Nullable [] knownStart(int tries) {
    return starts().limit(tries).filter(this::isAdversarial).findFirst().orElse(null);
  }

  /** Known examples of the classes looked for. */
  Stream<float[]> starts() {
    return target.starts(row, random);
  }

  boolean targeted() {
    return target.criterion().targeted();
  }

  private float @Nullable [] noise(int tries) {
    for (int i = 0; i < tries; i++) {
      float[] noise = new float[original.length];
      for (int j = 0; j < noise.length; j++) {
        noise[j] = clip(random.nextDouble(box.lower(), box.upper()));
      }
      if (isAdversarial(noise)) {
        return noise;
      }
    }
    return null;
  }

  private float clip(double value) {
    return (float) Math.max(box.lower(), Math.min(box.upper(), value));
  }

  // ---- what the interview sees

  int row() {
    return row;
  }

  void begin(Interview.Search search) {
    Thread thread =
        new Thread(
            () -> {
              try {
                search.run(this);
              } catch (Finished e) {
                // the example has what it came for
              } catch (RuntimeException | Error e) {
                failure = e;
              } finally {
                question = new float[0][];
                waiting.add(this);
              }
            },
            "gauntlet-search");
    thread.setDaemon(true);
    thread.start();
  }

  boolean isAsking() {
    return question.length > 0;
  }

  /** Throws what the search threw, if it did. */
  void rethrow() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException mistake) {
      throw mistake;
    }
  }

  /** The points it asks about; none once the search has ended. */
  float[][] question() {
    return question;
  }

  /** Takes its part of the answers, which starts at {@code from}; returns where the next does. */
  int hear(boolean[] answers, int from) {
    answer = Arrays.copyOfRange(answers, from, from + question.length);
    for (boolean adversarial : answer) {
      fell |= adversarial;
    }
    return from + answer.length;
  }

  /** Whether it was never told of an adversarial point. */
  boolean neverFell() {
    return !fell;
  }

  void finish() {
    finished = true;
  }

  void goOn() {
    answered.release();
  }

  void dismiss() {
    finished = true;
    answered.release();
  }
}

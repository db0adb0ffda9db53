package org.gauntletml.models;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Shape and bounds of one input. Images are {@code [C,H,W]}, tabular rows {@code [F]}; a batch adds
 * the leading dimension N. Bounds are the box every adversarial example must stay in, in the units
 * that epsilon is given in.
 *
 * @param shape of one example, without the batch dimension
 * @param lower smallest value a feature may take
 * @param upper largest value a feature may take
 */
public record InputSpec(List<Long> shape, double lower, double upper) {
  private static final float HUGE = 0x1p127f;

  public InputSpec {
    shape = List.copyOf(shape);
    if (shape.isEmpty() || shape.stream().anyMatch(d -> d < 1)) {
      throw BadInput.of("input shape", "at least one dimension, each 1 or more", shape);
    }
    if (!(lower < upper) || Double.isInfinite(lower) || Double.isInfinite(upper)) {
      throw BadInput.of("input bounds", "finite lower < upper", "[" + lower + ", " + upper + "]");
    }
  }

  /** Inputs of this shape with values in [0, 1]. */
  public static InputSpec unit(long... shape) {
    return new InputSpec(Arrays.stream(shape).boxed().toList(), 0, 1);
  }

  /** Number of values in one input. */
  public int features() {
    return Math.toIntExact(
        shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact));
  }

  /** Shape of a batch: {@code [n, shape...]}. */
  public long[] batch(long n) {
    long[] batch = new long[shape.size() + 1];
    batch[0] = n;
    for (int i = 0; i < shape.size(); i++) {
      batch[i + 1] = shape.get(i);
    }
    return batch;
  }

  /** Clips {@code x} into the bounds, in place, and returns it. NaN is the caller's to exclude. */
  public INDArray clip(INDArray x) {
    Nd4j.exec(
        DynamicCustomOp.builder("clipbyvalue")
            .addInputs(x)
            .addOutputs(x)
            .addFloatingPointArguments(lower, upper)
            .build());
    return x;
  }

  /**
   * Takes from a direction the coordinates that would leave the bounds at once: those at an edge
   * and pointing outward become zero.
   *
   * @param direction of one point
   * @param x the point, within the bounds
   */
  public void inward(float[] direction, float[] x) {
    float low = (float) lower;
    float high = (float) upper;
    for (int i = 0; i < direction.length; i++) {
      // no room stays none, any room becomes infinite: the loop has no branches to guess
      float up = (high - x[i]) * HUGE * HUGE;
      float down = (low - x[i]) * HUGE * HUGE;
      direction[i] = Math.max(down, Math.min(up, direction[i]));
    }
  }

  /** As {@link #inward(float[], float[])}, of the batch {@code [N, shape...]}; fresh. */
  public INDArray inward(INDArray direction, INDArray x) {
    return FloatRows.each((n, rows) -> inward(rows[0], rows[1]), direction, x);
  }

  /**
   * Refuses a batch that no classifier can answer for.
   *
   * @param who named in the error
   * @throws BadInput if {@code x} is not FLOAT, not of shape {@code [N, shape...]}, or holds NaN or
   *     an infinity
   */
  public void checkFinite(String who, INDArray x) {
    check(who, x, -Float.MAX_VALUE, Float.MAX_VALUE, "finite values");
  }

  /**
   * Refuses a batch that is no input of this kind.
   *
   * @param who named in the error
   * @throws BadInput if {@code x} is not FLOAT, not of shape {@code [N, shape...]}, or holds NaN or
   *     a value outside the bounds
   */
  public void check(String who, INDArray x) {
    check(who, x, (float) lower, (float) upper, "values in [" + lower + ", " + upper + "]");
  }

  private void check(String who, INDArray x, float low, float high, String expected) {
    if (x.dataType() != DataType.FLOAT) {
      throw BadInput.of(who, "inputs of type FLOAT", x.dataType());
    }
    if (x.rank() != shape.size() + 1 || !Arrays.equals(x.shape(), batch(x.size(0)))) {
      throw mismatch(who, x.shape());
    }
    int wrong = Floats.firstOutside(x, low, high);
    if (wrong >= 0) {
      int features = features();
      throw BadInput.of(
              who + ", example " + wrong / features + ", feature " + wrong % features,
              expected,
              Floats.of(x)[wrong])
          .hint("Scale the data to the bounds, or declare the bounds the model was trained with");
    }
  }

  /**
   * The error for a batch of another shape: says both shapes, and whether this looks like
   * channels-last data.
   *
   * @param got shape of the whole batch
   */
  public BadInput mismatch(String who, long[] got) {
    BadInput error = BadInput.of(who, "inputs of shape " + this, Arrays.toString(got));
    boolean channelsLast =
        shape.size() == 3
            && got.length == 4
            && got[1] == shape.get(1)
            && got[2] == shape.get(2)
            && got[3] == shape.get(0);
    return channelsLast
        ? error.hint("This looks like channels-last (NHWC) data; the model takes NCHW")
        : error;
  }

  /** The shape as people write it: {@code [N,1,28,28]}. */
  @Override
  public String toString() {
    return shape.stream().map(String::valueOf).collect(Collectors.joining(",", "[N,", "]"));
  }
}

package org.gauntletml.attacks.universal;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.UniversalAttack;
import org.gauntletml.attacks.spatial.Warp;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.LogitLoss;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adversarial patch (Brown et al. 2017, arXiv 1712.09665): a round sticker that makes a model see
 * one class wherever it lies. Gradient ascent on the mean log-probability of that class over
 * images, places, angles and scales, through the warp's adjoint. The threat model's epsilon does
 * not bound it: its size does.
 *
 * @param goal the class it is to be taken for
 * @param size pixels of a side of the patch itself
 * @param rate step along the mean gradient, both in widths of the box
 * @param batch images per step
 */
public record AdversarialPatch(
    int goal, int size, Placement placement, double rate, int steps, int batch)
    implements UniversalAttack {
  public AdversarialPatch {
    if (goal < 0) {
      throw BadInput.of("patch goal", "a class, 0 or more", goal);
    }
    if (size < 1 || steps < 1 || batch < 1) {
      throw BadInput.of(
          "patch", "1 or more pixels, steps and images", size + ", " + steps + " and " + batch);
    }
    if (!(rate > 0)) {
      throw BadInput.of("patch step", "a positive number", rate);
    }
  }

  /** 500 steps of 5 over 16 images each, a tenth of the image to all of it, 22.5 degrees. */
  public static AdversarialPatch toward(int goal, int size) {
    return new AdversarialPatch(goal, size, new Placement(0.1, 1, 22.5), 5, 500, 16);
  }

  @Override
  public Norm norm() {
    return Norm.L0;
  }

  /**
   * @throws BadInput if the model does not take images, has no such class, or no example is of
   *     another class
   */
  @Override
  public DecisionBasedAttack fit(
      DifferentiableClassifier model, Batch examples, ThreatModel threat, RandomStreams random) {
    int[] others =
        IntStream.range(0, examples.size()).filter(n -> examples.labels()[n] != goal).toArray();
    InputSpec input = model.input();
    check(model, others);
    double width = input.upper() - input.lower();
    Patch patch =
        Patch.plain(input.shape().get(0).intValue(), size, (input.lower() + input.upper()) / 2);
    for (int step = 0; step < steps; step++) {
      int first = step * batch;
      int[] rows =
          IntStream.range(first, first + Math.min(batch, others.length))
              .map(i -> others[i % others.length])
              .toArray();
      patch =
          patch.moved(
              gradient(model, examples, rows, patch, random),
              rate * width * width / rows.length,
              input.lower(),
              input.upper());
    }
    return new PlacedPatch(size, patch.pixels(), placement);
  }

  private void check(DifferentiableClassifier model, int[] others) {
    if (model.input().shape().size() != 3) {
      throw BadInput.of("adversarial patch", "a model of images [N,C,H,W]", model.input());
    }
    if (goal >= model.classes()) {
      throw BadInput.of("patch goal", "a class of 0 to " + (model.classes() - 1), goal);
    }
    if (others.length == 0) {
      throw BadInput.of("adversarial patch", "examples of other classes than " + goal, "none");
    }
  }

  /** Sum over these images, each with the patch at a place of its own. */
  private double[] gradient(
      DifferentiableClassifier model,
      Batch examples,
      int[] rows,
      Patch patch,
      RandomStreams random) {
    InputSpec input = model.input();
    int height = input.shape().get(1).intValue();
    int width = input.shape().get(2).intValue();
    double[][] images = Rows.doubles(examples.select(rows).inputs());
    Warp[] warps = new Warp[rows.length];
    for (int n = 0; n < rows.length; n++) {
      warps[n] = placement.draw(random.of(rows[n]), size, height, width);
      patch.cover(images[n], warps[n]);
    }
    int[] labels = IntStream.of(rows).map(row -> examples.labels()[row]).toArray();
    int[] goals = new int[rows.length];
    Arrays.fill(goals, goal);
    double[] gradient = patch.pixels();
    Arrays.fill(gradient, 0);
    INDArray x = input.clip(Rows.batch(images, input));
    try (Linearization forward = model.linearize(x)) {
      LogitLoss.Value loss = new CrossEntropy().toward(forward.logits(), labels, goals);
      double[][] pulled = Rows.doubles(forward.pullback(loss.gradient()));
      for (int n = 0; n < rows.length; n++) {
        patch.pullBack(pulled[n], warps[n], gradient);
      }
    }
    return gradient;
  }
}

package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.GradientTarget.Ascent;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.Standing;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.LogitLoss;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Momentum iterative FGSM (Dong et al. 2018, arXiv 1710.06081): steps along the sum of all
 * gradients so far, each scaled to a mean magnitude of 1, from the example itself. Made for
 * transfer; as a white-box attack it is weaker than {@link Pgd} and {@link Apgd}.
 *
 * @param momentum which part of the sum stays at a step
 * @param diversity random resizing before each gradient, or null
 * @param smoothing of each gradient, or null
 */
public record MiFgsm(
    Norm norm,
    LogitLoss loss,
    int steps,
    double momentum,
    StepRule step,
    @Nullable InputDiversity diversity,
    @Nullable GradientSmoothing smoothing)
    implements WhiteBoxAttack {
  public MiFgsm {
    norm.among("MI-FGSM", Norm.LINF, Norm.L2, Norm.L1);
    if (steps < 1 || !(momentum >= 0)) {
      throw BadInput.of(
          "MI-FGSM", "1 or more steps and a momentum of 0 or more", steps + " and " + momentum);
    }
  }

  /** 10 steps that together reach epsilon, momentum 1. */
  public static MiFgsm of(Norm norm) {
    return new MiFgsm(norm, new CrossEntropy(), 10, 1, StepRule.travel(1), null, null);
  }

  /** For transfer between image classifiers: with input diversity and smoothed gradients. */
  public static MiFgsm transferring(Norm norm) {
    return new MiFgsm(
        norm,
        new CrossEntropy(),
        10,
        1,
        StepRule.travel(1),
        InputDiversity.customary(),
        GradientSmoothing.customary());
  }

  @Override
  public long mostQueries() {
    return steps + 1L;
  }

  @Override
  public void run(GradientTarget target, RandomStreams random) {
    double length = step.length(target.threat().bound(), steps);
    int[] rows = target.active();
    if (rows.length == 0) {
      return;
    }
    INDArray x = target.originals(rows);
    INDArray sum = x.mul(0);
    for (int i = 0; i < steps && rows.length > 0; i++) {
      INDArray gradient = gradient(target, x, rows, random);
      Standing standing = target.standing(rows);
      rows = standing.rows();
      x = standing.of(x);
      if (rows.length > 0) {
        sum = standing.of(sum).mul(momentum).addi(scaled(standing.of(gradient)));
        x = target.project(norm.ascent(sum).muli(length).addi(x), rows);
      }
    }
    if (rows.length > 0) {
      target.labels(x, rows);
    }
  }

  private INDArray gradient(GradientTarget target, INDArray x, int[] rows, RandomStreams random) {
    INDArray gradient;
    if (diversity == null) {
      gradient = target.ascend(x, rows, loss).gradient();
    } else {
      InputDiversity.Resampling resampling = diversity.draw(rows, target.input(), random);
      Ascent at = target.ascend(resampling.of(x), rows, loss);
      gradient = resampling.pullback(at.gradient());
    }
    return smoothing == null ? gradient : smoothing.of(gradient);
  }

  private static INDArray scaled(INDArray gradient) {
    double features = (double) gradient.length() / gradient.size(0);
    double[] scale =
        Arrays.stream(Norm.L1.sizes(gradient))
            .map(size -> size > 0 ? features / size : 0)
            .toArray();
    return gradient.mul(Rows.column(scale, gradient));
  }
}

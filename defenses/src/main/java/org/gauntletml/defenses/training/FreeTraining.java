package org.gauntletml.defenses.training;

import java.util.Arrays;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LogitLoss;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.gauntletml.models.dl4j.TrainingPass;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Free adversarial training (Shafahi et al. 2019, arXiv 1904.12843): every batch is learned {@code
 * replays} times, and the same backward pass that moves the weights moves the perturbation by a
 * step of epsilon. The perturbation is carried from batch to batch, and begins anew every epoch
 * (the authors carry it through; a run that is resumed could not). An epoch costs {@code replays}
 * clean ones.
 */
public record FreeTraining(Norm norm, Epsilon epsilon, int replays) implements RobustMethod {
  private static final int PROBE = 20;

  public FreeTraining {
    norm.among("free adversarial training", Norm.LINF, Norm.L2);
    if (replays < 1) {
      throw BadInput.of("replays of free adversarial training", "1 or more", replays);
    }
  }

  /** 8 replays. */
  public static FreeTraining of(Norm norm, Epsilon epsilon) {
    return new FreeTraining(norm, epsilon, 8);
  }

  @Override
  public Update update(DifferentiableClassifier frozen, Lesson lesson) {
    return begin().update(frozen, lesson);
  }

  @Override
  public int updates() {
    return replays;
  }

  @Override
  public RobustMethod begin() {
    return new Carried(this);
  }

  @Override
  public Probe probe() {
    return new Probe.Attacked(norm, epsilon, PROBE);
  }

  /** An epoch: the perturbation so far. */
  private static final class Carried implements RobustMethod {
    private final FreeTraining of;
    private @Nullable INDArray delta;

    Carried(FreeTraining of) {
      this.of = of;
    }

    @Override
    public Update update(DifferentiableClassifier frozen, Lesson lesson) {
      return new Replays(frozen.input(), lesson);
    }

    @Override
    public Probe probe() {
      return of.probe();
    }

    /** The first rows of what was carried. */
    private INDArray delta(Lesson lesson) {
      if (delta == null || delta.size(0) < lesson.size()) {
        return lesson.x().like();
      }
      return delta.get(NDArrayIndex.interval(0, lesson.size())).dup('c');
    }

    private final class Replays implements Update {
      private final InputSpec input;
      private final Lesson lesson;

      Replays(InputSpec input, Lesson lesson) {
        this.input = input;
        this.lesson = lesson;
      }

      @Override
      public double step(TrainableNetwork network) {
        double sum = 0;
        INDArray d = delta(lesson);
        for (int replay = 0; replay < of.replays && Double.isFinite(sum); replay++) {
          sum += replay(network, d);
        }
        if (delta == null || delta.size(0) <= lesson.size()) {
          delta = d;
        }
        return sum / of.replays;
      }

      private double replay(TrainableNetwork network, INDArray d) {
        double radius = of.epsilon.value() * lesson.share();
        double[] radii = new double[lesson.size()];
        Arrays.fill(radii, radius);
        try (INDArray moved = lesson.x().add(d);
            INDArray x = of.norm.project(moved, lesson.x(), radii, input);
            TrainingPass pass = network.forward(x)) {
          LogitLoss.Value loss = new CrossEntropy().away(pass.logits(), lesson.labels());
          double mean = Arrays.stream(loss.losses()).average().orElseThrow();
          try (INDArray dLogits = loss.gradient()) {
            if (Double.isFinite(mean)) {
              INDArray up = of.norm.ascent(pass.backward(dLogits)).muli(radius);
              d.assign(of.norm.project(up.addi(d), radius));
              network.update(lesson.size());
            }
          }
          return mean;
        }
      }
    }
  }
}

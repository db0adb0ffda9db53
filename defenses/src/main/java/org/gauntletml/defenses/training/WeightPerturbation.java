package org.gauntletml.defenses.training;

import java.nio.FloatBuffer;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.dl4j.ParameterSegment;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adversarial weight perturbation (Wu et al. 2020, arXiv 2004.05884) around another method: before
 * the gradient is taken, the weights go a step up the loss, layer by layer in proportion to their
 * size, and come back afterwards. Biases and normalisation stay. Deviation from the authors: the
 * step is along the gradient itself instead of one step of SGD on a copy, which is the same
 * direction.
 *
 * @param gamma length of the step relative to the weights, positive; the authors use 0.01
 */
public record WeightPerturbation(LossMethod method, double gamma) implements LossMethod {
  public WeightPerturbation {
    if (!(gamma > 0) || Double.isInfinite(gamma)) {
      throw BadInput.of("weight perturbation gamma", "a positive number", gamma);
    }
  }

  @Override
  public Objective objective(DifferentiableClassifier frozen, Lesson lesson) {
    return new Perturbed(method.objective(frozen, lesson), gamma);
  }

  @Override
  public Probe probe() {
    return method.probe();
  }

  @Override
  public boolean singleStep() {
    return method.singleStep();
  }

  private record Perturbed(Objective objective, double gamma) implements Objective {
    @Override
    public void close() {
      objective.close();
    }

    @Override
    public int examples() {
      return objective.examples();
    }

    @Override
    public double accumulate(TrainableNetwork network) {
      double unperturbed = objective.accumulate(network);
      if (!Double.isFinite(unperturbed)) {
        return unperturbed;
      }
      INDArray parameters = network.parameters();
      try (INDArray before = parameters.dup()) {
        climb(network);
        network.changed();
        network.discard();
        double loss = objective.accumulate(network);
        parameters.assign(before);
        network.changed();
        return loss;
      }
    }

    private void climb(TrainableNetwork network) {
      FloatBuffer weights = network.parameters().data().asNioFloat();
      FloatBuffer slopes = network.gradient().data().asNioFloat();
      for (ParameterSegment segment : network.segments()) {
        if (segment.isMatrix()) {
          int from = segment.offset();
          int to = from + segment.length();
          double slope = length(slopes, from, to);
          double scale = slope > 0 ? gamma * length(weights, from, to) / slope : 0;
          for (int i = from; i < to; i++) {
            weights.put(i, (float) (weights.get(i) + scale * slopes.get(i)));
          }
        }
      }
    }

    private static double length(FloatBuffer values, int from, int to) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += (double) values.get(i) * values.get(i);
      }
      return Math.sqrt(sum);
    }
  }
}

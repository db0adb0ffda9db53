package org.gauntletml.defenses.training;

import org.gauntletml.models.DifferentiableClassifier;

/** Ordinary training: no defence, the baseline of all. */
public record CleanTraining() implements LossMethod {
  @Override
  public Objective objective(DifferentiableClassifier frozen, Lesson lesson) {
    return new CrossEntropyObjective(lesson.x(), lesson.labels(), false);
  }

  @Override
  public Probe probe() {
    return new Probe.Clean();
  }

  @Override
  public String toString() {
    return "clean";
  }
}

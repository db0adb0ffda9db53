package org.gauntletml.models.dl4j;

import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.nd4j.linalg.activations.IActivation;

/** What the translator of one layer works with: the builder, and the layer's own parameters. */
final class Scope {
  private final GraphBuilder builder;
  private final ParameterSlices parameters;
  private final String name;
  private final Translation.Mode mode;

  Scope(GraphBuilder builder, ParameterSlices parameters, String name, Translation.Mode mode) {
    this.builder = builder.at(name);
    this.parameters = parameters;
    this.name = name;
    this.mode = mode;
  }

  /** Whether layers that behave otherwise in training shall do so. */
  boolean training() {
    return mode == Translation.Mode.TRAINING;
  }

  /** Makes a parameter that is no weight follow the batch: {@code step} will be subtracted. */
  void follow(String key, Node step) {
    parameters.follow(name, key, step);
  }

  GraphBuilder b() {
    return builder;
  }

  /** A parameter in the shape DL4J gives it. */
  Node parameter(String key) {
    return parameters.declare(builder, name, key);
  }

  /** A parameter as a vector; DL4J keeps biases as {@code [1,n]}. */
  Node vector(String key) {
    Node value = parameter(key);
    return builder.reshape(value, Shape.of(value.shape().size()));
  }

  Flow activate(IActivation activation, Flow x) {
    return ActivationTable.apply(this, activation, x);
  }

  Untranslatable refuse(String why) {
    return new Untranslatable(why);
  }
}

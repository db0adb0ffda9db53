package org.gauntletml.models.dl4j;

import java.util.Optional;
import java.util.function.LongFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.SelfCheck;
import org.gauntletml.models.graph.GraphClassifier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Deeplearning4j network with logits and gradients in inference mode: no dropout, batch
 * normalisation on its running statistics, logits taken before the softmax or sigmoid. A network
 * with one sigmoid output z becomes a two-class model with logits {@code [0, z]}.
 *
 * <p>The wrapped network is never changed. Parameters are copied when it is wrapped; after training
 * it further, call {@link #refresh()}.
 *
 * <p>May be called from several threads. A linearization is for one thread at a time, and stays
 * right when other calls come between its forward pass and its pullback.
 */
public final class Dl4jClassifier implements DifferentiableClassifier, Dl4jModel, AutoCloseable {
  private final DifferentiableClassifier served;
  private final Runnable refresh;
  private final LongFunction<SelfCheck> check;
  private final ModelDescription description;

  Dl4jClassifier(
      DifferentiableClassifier served,
      Runnable refresh,
      LongFunction<SelfCheck> check,
      ModelDescription description) {
    this.served = served;
    this.refresh = refresh;
    this.check = check;
    this.description = description;
  }

  /** As {@link Dl4jNetwork#classifier()}, insisting on gradients. */
  public static Dl4jClassifier of(MultiLayerNetwork network) {
    return insist(Dl4jNetwork.of(network).classifier());
  }

  /**
   * As {@link Dl4jNetwork#classifier(InputSpec)}, insisting on gradients.
   *
   * @throws BadInput if the network's gradients cannot be trusted, with the reason
   */
  public static Dl4jClassifier of(MultiLayerNetwork network, InputSpec input) {
    return insist(Dl4jNetwork.of(network).classifier(input));
  }

  /** As {@link Dl4jNetwork#classifier()}, insisting on gradients. */
  public static Dl4jClassifier of(ComputationGraph network) {
    return insist(Dl4jNetwork.of(network).classifier());
  }

  /**
   * As {@link Dl4jNetwork#classifier(InputSpec)}, insisting on gradients.
   *
   * @throws BadInput if the network's gradients cannot be trusted, with the reason
   */
  public static Dl4jClassifier of(ComputationGraph network, InputSpec input) {
    return insist(Dl4jNetwork.of(network).classifier(input));
  }

  private static Dl4jClassifier insist(Classifier classifier) {
    if (classifier instanceof Dl4jClassifier differentiable) {
      return differentiable;
    }
    throw BadInput.of(
            "network", "layers whose gradients can be trusted", ((Dl4jScores) classifier).reason())
        .hint("Dl4jNetwork.of(network).classifier(input) gives its scores, for black-box attacks");
  }

  /** Copies the wrapped network's parameters again. Linearizations made before are not valid. */
  public void refresh() {
    refresh.run();
  }

  /**
   * Why the network runs through Deeplearning4j's own, much slower layers: a sentence without a
   * final stop that names the layer. Empty where the gradient engine runs it.
   */
  public Optional<String> fallback() {
    return description.limitation();
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  @Override
  public SelfCheck check(long seed) {
    return check.apply(seed);
  }

  @Override
  public InputSpec input() {
    return served.input();
  }

  @Override
  public int classes() {
    return served.classes();
  }

  @Override
  public INDArray logits(INDArray x) {
    return served.logits(x);
  }

  @Override
  public int[] labels(INDArray x) {
    return served.labels(x);
  }

  @Override
  public Linearization linearize(INDArray x) {
    return served.linearize(x);
  }

  /** Frees the native memory of the gradient engine; nothing else may be called afterwards. */
  @Override
  public void close() {
    if (served instanceof GraphClassifier graph) {
      graph.close();
    }
  }
}

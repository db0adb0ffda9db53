package org.gauntletml.models.dl4j;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LogitLoss;
import org.gauntletml.models.wrapping.ImportOptions;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A Deeplearning4j network in training, in place: forward and backward passes in training mode on
 * the gradient engine, steps by the network's own updater. A network with something that the engine
 * does not do in training (dropout, an unknown layer) is trained by Deeplearning4j's own, slower
 * {@code fit}; {@link #fallback()} says why. For one thread.
 */
public final class TrainableNetwork implements AutoCloseable {
  private final NetworkUpdater updater;
  private final Entrance entrance;
  private final LogitForm form;
  private final Dl4jClassifier inference;
  private final @Nullable EngineTraining engine;
  private final Optional<String> fallback;
  private boolean inferenceStale;

  private TrainableNetwork(Model network, InputSpec input, ImportOptions options) {
    Dl4jNetwork wrapped = Dl4jNetwork.of(network);
    this.updater = NetworkUpdater.of(network);
    this.entrance = wrapped.entrance(input, options);
    this.form = wrapped.nativeModel(entrance).form();
    if (!(wrapped.classifier(input, options) instanceof Dl4jClassifier differentiable)) {
      throw BadInput.of("network to train", "layers whose gradients can be trusted", "others");
    }
    this.inference = differentiable;
    String reason =
        TrainingOnly.in(network)
            .orElse(
                updater.gradient().dataType() == DataType.FLOAT
                    ? null
                    : "its parameters are " + updater.gradient().dataType());
    EngineTraining onEngine = null;
    if (reason == null) {
      try {
        onEngine =
            new EngineTraining(
                wrapped.translate(entrance, form, Translation.Mode.TRAINING),
                options.threads(),
                wrapped::parameters,
                updater.gradient());
      } catch (Untranslatable why) {
        reason = String.valueOf(why.getMessage());
      }
    }
    this.engine = onEngine;
    this.fallback = Optional.ofNullable(reason);
  }

  /**
   * @param network a stack or a graph, initialised; every {@link #update} changes it
   * @param input of the classifier it shall be; images as {@code [C,H,W]}
   * @throws BadInput if the network does not accept such inputs, or gives no gradients
   */
  public static TrainableNetwork of(Model network, InputSpec input, ImportOptions options) {
    return new TrainableNetwork(network, input, options);
  }

  /** The network itself, as it is now. */
  public Model network() {
    return updater.network();
  }

  /** Why Deeplearning4j's own training is used; empty where the engine trains. */
  public Optional<String> fallback() {
    return fallback;
  }

  /** The network in inference mode, as it is now; the same object every time. */
  public Dl4jClassifier inference() {
    if (inferenceStale) {
      inference.refresh();
      inferenceStale = false;
    }
    return inference;
  }

  /**
   * A forward pass in training mode, to be closed before the next update.
   *
   * @param x FLOAT {@code [N, input...]}; borrowed
   * @throws BadInput if the network is trained by Deeplearning4j itself
   */
  public TrainingPass forward(INDArray x) {
    if (engine == null) {
      throw BadInput.of(
          "network to train",
          "layers that the gradient engine trains, for this way of training",
          fallback.orElse(""));
    }
    return engine.forward(x);
  }

  /**
   * One step of the updater along what all passes since the last one added up.
   *
   * @param examples by whose number to divide
   */
  public void update(int examples) {
    updater.step(examples);
    discard();
    changed();
  }

  /**
   * One step on the mean cross-entropy of a batch.
   *
   * @return the loss before the step
   */
  public double fit(INDArray x, int[] labels) {
    if (engine == null) {
      return fitByFramework(x, labels);
    }
    try (TrainingPass pass = forward(x)) {
      LogitLoss.Value loss = new CrossEntropy().away(pass.logits(), labels);
      try (INDArray dLogits = loss.gradient()) {
        pass.backward(dLogits);
      }
      update(labels.length);
      return Arrays.stream(loss.losses()).average().orElseThrow();
    }
  }

  private double fitByFramework(INDArray x, int[] labels) {
    INDArray own = entrance.own(x, updater.gradient().dataType());
    DataSet batch = new DataSet(own, scores(labels));
    if (updater.network() instanceof MultiLayerNetwork stack) {
      stack.fit(batch);
    } else {
      ((ComputationGraph) updater.network()).fit(batch);
    }
    changed();
    return updater.network().score();
  }

  /** Labels as the loss of the network wants them. */
  private INDArray scores(int... labels) {
    INDArray hot = Nd4j.zeros(DataType.FLOAT, labels.length, inference.classes());
    for (int n = 0; n < labels.length; n++) {
      hot.putScalar(n, labels[n], 1);
    }
    return form.scores(hot);
  }

  /** All parameters, the network's own array; call {@link #changed()} after writing into it. */
  public INDArray parameters() {
    return updater.network().params();
  }

  /** What the passes since the last update added up, in the order of {@link #parameters()}. */
  public INDArray gradient() {
    return updater.gradient();
  }

  /** The arrays that {@link #parameters()} is made of and that have derivatives. */
  public List<ParameterSegment> segments() {
    return engine == null ? List.of() : engine.segments();
  }

  /** Where the schedules are, and what is kept between steps. */
  public NetworkUpdater updater() {
    return updater;
  }

  /** The parameters were written. */
  public void changed() {
    inferenceStale = true;
    if (engine != null) {
      engine.changed();
    }
  }

  /** Forgets what passes added up since the last update. */
  public void discard() {
    if (engine != null) {
      engine.beginAnew();
    }
  }

  @Override
  public void close() {
    inference.close();
    if (engine != null) {
      engine.close();
    }
  }
}

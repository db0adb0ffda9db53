package org.gauntletml.models.dl4j;

import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.SelfCheck;
import org.gauntletml.models.graph.GraphClassifier;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.gauntletml.models.graph.onnx.RuntimeChoice;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a network becomes a classifier: as a graph where all of it has a translation, else on
 * Deeplearning4j's own layers, with gradients only where these are right. The {@link SelfCheck} is
 * the judge of each.
 */
record Wrapping(Source network, Entrance entrance) {
  private static final Logger LOG = LoggerFactory.getLogger(Dl4jNetwork.class);
  private static final String OWN_LAYERS = "Deeplearning4j's own layers";
  private static final long SEED = 20220820;

  /**
   * @throws BadInput if the network does not accept such inputs, does not answer one row of class
   *     scores per input, or answers otherwise than our copy of it
   */
  Dl4jModel on(RuntimeChoice runtime, int threads) {
    NativeModel model = network.nativeModel(entrance);
    try {
      return translated(model, runtime, threads);
    } catch (Untranslatable why) {
      return onOwnLayers(model, String.valueOf(why.getMessage()));
    }
  }

  private Dl4jClassifier translated(NativeModel model, RuntimeChoice runtime, int threads) {
    Translation translation = network.translate(entrance, model.form(), Translation.Mode.INFERENCE);
    GraphClassifier served = compiled(translation, runtime, threads);
    LongFunction<SelfCheck> check =
        seed -> served.check(original()::logits, new Nd4jRuntime(DataType.DOUBLE), seed);
    try {
      SelfCheck report = check.apply(SEED);
      if (!report.passed()) {
        throw new Untranslatable("its translation is wrong: " + report);
      }
    } catch (RuntimeException refused) {
      served.close();
      throw refused;
    }
    return new Dl4jClassifier(
        served,
        () -> served.refresh(translation.parameters(network.parameters().get())),
        check,
        describe(model, served.runtime(), null));
  }

  private GraphClassifier compiled(Translation translation, RuntimeChoice runtime, int threads) {
    try {
      return runtime.classifier(translation.graph(), entrance.input(), threads);
    } catch (BadInput lacking) {
      throw new Untranslatable(String.valueOf(lacking.getMessage()));
    }
  }

  private Dl4jModel onOwnLayers(NativeModel model, String untranslated) {
    InferenceGraph precise = network.precise();
    Optional<String> known = KnownWrong.in(precise);
    if (known.isPresent()) {
      return scores(model, known.get());
    }
    NativeClassifier served = new NativeClassifier(model);
    NativeModel exact = new NativeModel(precise, entrance);
    LongFunction<SelfCheck> check =
        seed -> SelfCheck.of(served, original()::logits, exact::logits, seed);
    Optional<String> wrong = wrong(check);
    if (wrong.isPresent()) {
      return scores(model, untranslated + "; " + wrong.get());
    }
    LOG.warn("{}: the network runs on Deeplearning4j's own layers, which is slow", untranslated);
    Runnable refresh =
        () -> {
          model.refresh();
          exact.refresh();
        };
    return new Dl4jClassifier(served, refresh, check, describe(model, OWN_LAYERS, untranslated));
  }

  /** What is wrong with gradients through Deeplearning4j's own layers. */
  private static Optional<String> wrong(LongFunction<SelfCheck> check) {
    try {
      SelfCheck report = check.apply(SEED);
      return report.passed()
          ? Optional.empty()
          : Optional.of("Deeplearning4j's own gradient is wrong: " + report);
    } catch (BadInput answers) {
      throw answers;
    } catch (RuntimeException crash) {
      return Optional.of("Deeplearning4j's backward pass fails: " + crash.getMessage());
    }
  }

  private Dl4jScores scores(NativeModel model, String reason) {
    LongFunction<SelfCheck> check =
        seed -> SelfCheck.ofScores(new NativeClassifier(model), original()::logits, seed);
    SelfCheck report = check.apply(SEED);
    if (!report.passed()) {
      throw BadInput.of("network", "the same answers from two copies of it", report);
    }
    return new Dl4jScores(model, check, describe(model, OWN_LAYERS, reason));
  }

  private ModelDescription describe(
      NativeModel model, String runtime, @Nullable String limitation) {
    List<ModelDescription.Part> parts = model.parts();
    return new ModelDescription(
        network.kind(),
        parts.stream().mapToLong(ModelDescription.Part::parameters).sum(),
        parts,
        runtime,
        Optional.ofNullable(limitation),
        notes());
  }

  private List<String> notes() {
    return entrance.scaling().isSome() ? List.of("inputs are normalised inside it") : List.of();
  }

  /** The network as it is now. */
  private Original original() {
    return new Original(network.nativeModel(entrance), network);
  }
}

package org.gauntletml.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gauntletml.attacks.Access;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.WrappedModel;
import org.gauntletml.models.bundled.FashionMnist;
import org.gauntletml.models.data.DataOptions;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.data.Datasets;
import org.gauntletml.models.graph.onnx.RuntimeChoice;

/**
 * A model and the examples it is evaluated on, loaded together: a network that does not tell the
 * shape of its input takes that of the data.
 *
 * @param facts about the model, for the provenance
 * @param data all examples, before any are chosen
 */
record Subject(WrappedModel model, Map<String, String> facts, Dataset data) {
  /**
   * @param file a Deeplearning4j model zip; empty for the bundled model
   * @param folder examples in any format that {@link Datasets} reads; empty for the bundled ones
   * @param options how to read the examples
   * @param runtime that computes the model, with so many threads
   */
  static Subject load(
      Optional<Path> file,
      Optional<Path> folder,
      DataOptions options,
      RuntimeChoice runtime,
      int threads)
      throws IOException {
    ModelSource source = ModelSource.of(file);
    DataOptions fitting =
        source
            .inputShape()
            .map(shape -> options.fitting(new InputSpec(shape, 0, 1)))
            .orElse(options);
    Dataset data =
        folder.isPresent() ? Datasets.load(folder.get(), fitting) : FashionMnist.test1000(fitting);
    WrappedModel model =
        source.wrap(
            new InputSpec(source.inputShape().orElse(data.spec().shape()), 0, 1), runtime, threads);
    model.input().check(data.name(), data.inputs());
    return new Subject(model, facts(source, model), data);
  }

  /** Why attacks that need gradients cannot have them; empty where they can. */
  Optional<String> whyNoGradients() {
    return whyNoGradients(model);
  }

  private static Map<String, String> facts(ModelSource source, WrappedModel model)
      throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("name", source.name());
    facts.put("format", model.description().format());
    facts.put("sha256", source.sha256());
    facts.put("input", model.input().toString());
    facts.put("bounds", "[" + model.input().lower() + ", " + model.input().upper() + "]");
    facts.put("classes", String.valueOf(model.classes()));
    facts.put("access", Access.of(model).toString());
    whyNoGradients(model).ifPresent(why -> facts.put("no gradients because", why));
    return facts;
  }

  private static Optional<String> whyNoGradients(WrappedModel model) {
    return model instanceof DifferentiableClassifier
        ? Optional.empty()
        : model.description().limitation();
  }
}

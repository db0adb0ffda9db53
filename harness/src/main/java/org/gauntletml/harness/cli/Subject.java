package org.gauntletml.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gauntletml.attacks.Access;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.WrappedModel;
import org.gauntletml.models.bundled.FashionMnist;
import org.gauntletml.models.data.DataOptions;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.data.Datasets;
import org.gauntletml.models.wrapping.ImportOptions;

/**
 * A model and the examples it is evaluated on, loaded together: a network that does not tell the
 * shape of its input takes that of the data.
 *
 * @param facts about the model, for the provenance
 * @param data all examples, before any are chosen
 */
record Subject(WrappedModel model, Map<String, String> facts, Dataset data) {
  /**
   * @param path a model in any {@link ModelFormat}; empty for the bundled one
   * @param folder examples in any format that {@link Datasets} reads; empty for the bundled ones
   * @param options how to read the examples
   * @param about what the model file does not tell
   */
  static Subject load(
      Optional<Path> path, Optional<Path> folder, DataOptions options, ImportOptions about)
      throws IOException {
    ModelFile file = ModelFile.open(path);
    Optional<List<Long>> told = file.inputShape(about);
    DataOptions fitting =
        told.map(shape -> options.fitting(new InputSpec(shape, 0, 1))).orElse(options);
    Dataset data =
        folder.isPresent() ? Datasets.load(folder.get(), fitting) : FashionMnist.test1000(fitting);
    WrappedModel model =
        file.source().wrap(new InputSpec(told.orElse(data.spec().shape()), 0, 1), about);
    model.input().check(data.name(), data.inputs());
    return new Subject(model, facts(file, model), data);
  }

  /** Why attacks that need gradients cannot have them; empty where they can. */
  Optional<String> whyNoGradients() {
    return whyNoGradients(model);
  }

  private static Map<String, String> facts(ModelFile file, WrappedModel model) throws IOException {
    ModelDescription description = model.description();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("name", file.name());
    facts.put("format", description.format());
    facts.put("sha256", file.sha256());
    facts.put("input", model.input().toString());
    facts.put("bounds", "[" + model.input().lower() + ", " + model.input().upper() + "]");
    facts.put("classes", String.valueOf(model.classes()));
    facts.put("access", Access.of(model).toString());
    if (!description.notes().isEmpty()) {
      facts.put("on import", String.join("; ", description.notes()));
    }
    whyNoGradients(model).ifPresent(why -> facts.put("no gradients because", why));
    return facts;
  }

  private static Optional<String> whyNoGradients(WrappedModel model) {
    return model instanceof DifferentiableClassifier
        ? Optional.empty()
        : model.description().limitation();
  }
}

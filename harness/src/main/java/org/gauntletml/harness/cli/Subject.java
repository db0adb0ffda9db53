package org.gauntletml.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gauntletml.attacks.Access;
import org.gauntletml.models.BadInput;
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
   * @param origin of the model
   * @param folder examples in any format that {@link Datasets} reads; empty for the bundled ones
   * @param options how to read the examples
   * @param about what the model does not tell
   * @param features what is known about the columns of the examples
   */
  static Subject load(
      ModelOrigin origin,
      Optional<Path> folder,
      DataOptions options,
      ImportOptions about,
      FeatureOptions features)
      throws IOException {
    return all(List.of(origin), folder, options, about, features).get(0);
  }

  /**
   * As {@link #load}, several models with the same examples.
   *
   * @throws BadInput if they take different inputs or know different classes
   */
  static List<Subject> all(
      List<ModelOrigin> origins,
      Optional<Path> folder,
      DataOptions options,
      ImportOptions about,
      FeatureOptions features)
      throws IOException {
    Optional<List<Long>> told = origins.get(0).inputShape(about).or(features::shape);
    DataOptions fitting =
        told.map(shape -> options.fitting(features.reading(shape))).orElse(options);
    Dataset data =
        features.on(
            folder.isPresent()
                ? Datasets.load(folder.get(), fitting)
                : FashionMnist.test1000(fitting));
    InputSpec input =
        new InputSpec(told.orElse(data.spec().shape()), data.spec().lower(), data.spec().upper());
    requireShape(origins, about, input.shape());
    List<Subject> subjects = new ArrayList<>();
    for (ModelOrigin origin : origins) {
      WrappedModel model = origin.source().wrap(input, about);
      if (!subjects.isEmpty()) {
        requireAlike(origins.get(0), subjects.get(0).model, origin, model);
      }
      model.input().check(data.name(), data.inputs());
      subjects.add(new Subject(model, facts(origin, name(origin, origins), model), data));
    }
    return subjects;
  }

  private static void requireShape(
      List<ModelOrigin> origins, ImportOptions about, List<Long> expected) {
    for (ModelOrigin origin : origins.subList(1, origins.size())) {
      Optional<List<Long>> own = origin.inputShape(about);
      if (own.isPresent() && !own.get().equals(expected)) {
        throw otherwise(origin, expected, own.get());
      }
    }
  }

  private static void requireAlike(
      ModelOrigin first, WrappedModel expected, ModelOrigin origin, WrappedModel model) {
    if (!model.input().shape().equals(expected.input().shape())) {
      throw otherwise(origin, expected.input().shape(), model.input().shape());
    }
    if (model.classes() != expected.classes()) {
      throw BadInput.of(
          origin.address(),
          expected.classes() + " classes, as " + first.address() + " has",
          model.classes());
    }
  }

  private static BadInput otherwise(ModelOrigin origin, List<Long> expected, List<Long> got) {
    return BadInput.of(
        origin.address(), "inputs " + expected + ", as the models before it take", got);
  }

  /** Its name, or where another one has the same its path or address. */
  private static String name(ModelOrigin origin, List<ModelOrigin> all) {
    long same = all.stream().filter(each -> each.name().equals(origin.name())).count();
    return same > 1 ? origin.address() : origin.name();
  }

  /** How the command line says that examples are scaled. */
  static DataOptions reading(Arguments arguments) {
    return arguments
        .positive("scale")
        .map(DataOptions.DEFAULT::scaledBy)
        .orElse(DataOptions.DEFAULT);
  }

  /** Why attacks that need gradients cannot have them; empty where they can. */
  Optional<String> whyNoGradients() {
    return whyNoGradients(model);
  }

  private static Map<String, String> facts(ModelOrigin origin, String name, WrappedModel model)
      throws IOException {
    ModelDescription description = model.description();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("name", name);
    facts.put("format", description.format());
    facts.putAll(origin.identity());
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

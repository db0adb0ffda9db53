package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.option;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.apache.commons.cli.Options;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.defenses.smoothing.RandomizedSmoothing;
import org.gauntletml.harness.evaluation.Provenance;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.backend.Backend;
import org.gauntletml.models.backend.Machine;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.wrapping.ImportOptions;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A smoothed model and the examples it is asked about, as the command line says.
 *
 * @param about how the model was read
 * @param alpha probability that one answer is wrong
 * @param seed of the choice of examples and of all noise
 */
record Smoothed(
    Subject subject,
    ImportOptions about,
    Dataset data,
    RandomizedSmoothing model,
    double alpha,
    long seed,
    Backend backend) {
  /** The options {@link #read} reads. */
  static Options declare(Options options) {
    options
        .addOption(ModelOrigin.anywhere())
        .addOption(option("data", "PATH", "examples, as for evaluate; default: bundled images"))
        .addOption(option("scale", "V", "stored value that means 1, such as 255"))
        .addOption(SmoothingChoice.sigma("default 0.25"))
        .addOption(option("alpha", "P", "probability that one answer is wrong; default 0.001"))
        .addOption(option("examples", "N", "how many, drawn with the seed; default 100"))
        .addOption(option("batch", "N", "noisy inputs asked about together; default 500"))
        .addOption(option("seed", "N", "of every random choice; default 0"));
    return EndpointOptions.declare(ModelOptions.declare(options));
  }

  static Smoothed read(Arguments arguments) throws IOException {
    double sigma = arguments.positive("sigma").orElse(0.25);
    double alpha = arguments.positive("alpha").orElse(0.001);
    if (alpha >= 1) {
      throw BadInput.of("--alpha", "a probability below 1", alpha);
    }
    int examples = arguments.count("examples", 1, 100);
    int batch = arguments.count("batch", 1, 500);
    long seed = arguments.seed("seed", 0);
    ImportOptions about = ModelOptions.read(arguments);
    Backend backend = Backend.start(about.threads());
    Subject subject =
        Subject.load(
            ModelOrigin.open(arguments, seed),
            arguments.path("data"),
            Subject.reading(arguments),
            about,
            FeatureOptions.NONE);
    return new Smoothed(
        subject,
        about,
        subject.data().sample(examples, seed),
        new RandomizedSmoothing(subject.model(), sigma, batch),
        alpha,
        seed,
        backend);
  }

  /** One example as a batch. */
  INDArray example(int index) {
    return data.select(new int[] {index}).inputs();
  }

  /** A stream of noise for each example, other ones for every use. */
  IntFunction<RandomGenerator> noise(String use) {
    return RandomStreams.of(seed, use, data.ids())::of;
  }

  /** All that an answer depends on besides how many draws there are, in one line. */
  String inOneLine() {
    return "model %s%s (%s, layout %s, output %s, %s), data %s: sigma %s, alpha %s, seed %d"
        .formatted(
            subject.facts().getOrDefault("sha256", subject.facts().getOrDefault("endpoint", "")),
            version(),
            about.normalization(),
            about.layout(),
            about.output(),
            about.runtime(),
            data.sha256(),
            model.sigma(),
            alpha,
            seed);
  }

  private String version() {
    String version = subject.facts().get("version");
    return version == null ? "" : " version " + version;
  }

  /** Says what it will cost to ask about some examples. */
  void announce(String doing, int remaining, long each, PrintStream err) {
    err.printf(
        Locale.ROOT,
        "gauntlet: %s asks the model about %,d noisy inputs for each of %,d examples, %,d in"
            + " all%n",
        doing,
        each,
        remaining,
        each * remaining);
  }

  /** Where the figures come from. */
  Provenance provenance(String command, String draws) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("command", command);
    facts.put("method", "randomized smoothing, Cohen et al. 2019, arXiv 1902.02918");
    facts.put("sigma", String.valueOf(model.sigma()));
    facts.put("draws", draws);
    facts.put("alpha", String.valueOf(alpha));
    facts.put("batch", String.valueOf(model.batch()));
    facts.put("seed", String.valueOf(seed));
    return new Provenance(
        subject.facts(),
        RunFacts.data(subject.data(), data, seed),
        facts,
        RunFacts.surroundings(Machine.detect(), backend));
  }
}

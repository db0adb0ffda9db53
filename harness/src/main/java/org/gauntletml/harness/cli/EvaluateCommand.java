package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.flag;
import static org.gauntletml.harness.cli.CommandOption.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Options;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Targets;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.catalog.Plugins;
import org.gauntletml.harness.evaluation.Comparison;
import org.gauntletml.harness.evaluation.Evaluation;
import org.gauntletml.harness.evaluation.Protocol;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.harness.evaluation.Suite;
import org.gauntletml.harness.report.ComparisonText;
import org.gauntletml.harness.report.ConsoleReport;
import org.gauntletml.harness.report.RunDirectory;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.backend.Backend;
import org.gauntletml.models.backend.Machine;
import org.gauntletml.models.wrapping.ImportOptions;

/** {@code gauntlet evaluate}: attacks a model, or several alike, and leaves a report. */
record EvaluateCommand() implements Command {
  @Override
  public String name() {
    return "evaluate";
  }

  @Override
  public String summary() {
    return "Attacks a model and reports how robust it is";
  }

  @Override
  public Options options() {
    Options own =
        SmoothingChoice.declare(FeatureOptions.declare(BudgetChoice.declare(ownOptions())));
    return EndpointOptions.declare(
        SuiteChoice.declare(AccessChoice.declare(ModelOptions.declare(own))));
  }

  private static Options ownOptions() {
    return new Options()
        .addOption(ModelOrigin.several())
        .addOption(
            option(
                "data",
                "PATH",
                "examples: IDX, NPY or NPZ, CSV, CIFAR-10 binary, or a folder with one folder of"
                    + " images per class; default: 1000 bundled Fashion-MNIST images"))
        .addOption(
            option("scale", "V", "stored value that means 1, such as 255; default: by format"))
        .addOption(option("norm", "NORM", "Linf, L2, L1 or L0; default Linf"))
        .addOption(
            option(
                "eps",
                "E",
                "largest perturbation, such as 8/255; default 8/255, or none where every attack"
                    + " looks for the smallest"))
        .addOption(
            option(
                "targets",
                "T",
                "class that an attack has to reach: its number, least-likely, runner-up, random or"
                    + " all in turn; default: any wrong class is a success"))
        .addOption(
            option(
                "votes",
                "N",
                "answers of a model that answers at random; a success has to hold in most of them;"
                    + " default 1"))
        .addOption(
            flag("individual", "every attack on every example, not only on those still standing"))
        .addOption(flag("no-curve", "attack at this epsilon only, without the curve"))
        .addOption(option("examples", "N", "how many, drawn with the seed; default 1000"))
        .addOption(option("batch", "N", "examples attacked together; default 128"))
        .addOption(option("seed", "N", "of every random choice; default 0"))
        .addOption(option("out", "DIR", "folder of the report; default gauntlet-report"))
        .addOption(flag("overwrite", "replace the report in that folder"));
  }

  @Override
  public ExitStatus run(Arguments arguments, Console console) throws IOException {
    RunDirectory out =
        RunDirectory.open(
            arguments.path("out").orElse(Path.of("gauntlet-report")), arguments.has("overwrite"));
    Norm norm = Norm.parse("--norm", arguments.text("norm").orElse(Norm.LINF.toString()));
    Plugins plugins = PluginChoice.of(arguments);
    SuiteChoice choice = SuiteChoice.of(arguments, plugins.catalog(), norm);
    ThreatModel threat = threat(arguments, norm, choice.suite());
    Targets targets =
        arguments.text("targets").map(text -> Targets.parse("--targets", text)).orElse(null);
    int examples = arguments.count("examples", 1, 1000);
    Protocol protocol = protocol(arguments, choice);
    AccessChoice access = AccessChoice.read(arguments);
    SmoothingChoice smoothing = SmoothingChoice.read(arguments);
    ImportOptions about = ModelOptions.read(arguments);
    FeatureOptions features = FeatureOptions.read(arguments);
    Backend backend = Backend.start(about.threads());
    List<ModelOrigin> origins = ModelOrigin.all(arguments, protocol.seed());
    List<Subject> subjects =
        Subject.all(
            origins,
            arguments.path("data"),
            features.on(arguments, Subject.reading(arguments)),
            about,
            features);
    List<LabelOracle> models = new ArrayList<>();
    for (Subject subject : subjects) {
      subject
          .whyNoGradients()
          .ifPresent(why -> console.err().println("gauntlet: no gradients: " + why));
      models.add(access.on(smoothing.on(subject.model(), protocol.seed())));
    }
    Suite suite = choice.on(models);
    Protocol each = BudgetChoice.shared(protocol, models.size());
    List<Evaluation> evaluations =
        models.stream()
            .map(
                model ->
                    new Evaluation(
                        model,
                        subjects.get(0).data().sample(examples, protocol.seed()),
                        threat,
                        targets,
                        suite,
                        each,
                        console.progress()))
            .toList();
    evaluations.forEach(evaluation -> BudgetChoice.announce(evaluation, console.err()));
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      Subject subject = subjects.get(i);
      RunFacts facts =
          new RunFacts(
              "gauntlet " + name() + arguments, evaluations.get(i), subject.data(), plugins);
      if (models.size() > 1) {
        console.err().println("gauntlet: " + subject.facts().get("name"));
      }
      runs.add(
          evaluations
              .get(i)
              .run(facts.on(access.on(smoothing.on(subject.facts())), Machine.detect(), backend)));
    }
    report(runs, out, console);
    return ExitStatus.SUCCESS;
  }

  private static void report(List<Run> runs, RunDirectory out, Console console) throws IOException {
    if (runs.size() == 1) {
      out.write(runs.get(0));
      console.out().print(ConsoleReport.render(runs.get(0).record()));
    } else {
      Comparison comparison = new Comparison(runs);
      out.write(comparison);
      console.out().print(ComparisonText.render(comparison));
    }
    console.out().println("Report: " + out.folder().resolve(RunDirectory.PAGE));
    runs.forEach(Run::requireComplete);
  }

  private static Protocol protocol(Arguments arguments, SuiteChoice choice) {
    return BudgetChoice.read(
        arguments,
        new Protocol(
            arguments.seed("seed", 0),
            arguments.count("batch", 1, 128),
            choice.individual() || arguments.has("individual"),
            !arguments.has("no-curve"),
            choice.queries(),
            null,
            false));
  }

  private static ThreatModel threat(Arguments arguments, Norm norm, Suite suite) {
    boolean smallest = arguments.text("eps").isEmpty() && suite.minimumNorm();
    Epsilon epsilon =
        smallest ? null : Epsilon.parse("--eps", arguments.text("eps").orElse("8/255"));
    return new ThreatModel(norm, epsilon, arguments.count("votes", 1, 1));
  }
}

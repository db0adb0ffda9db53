package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.flag;
import static org.gauntletml.harness.cli.CommandOption.option;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.gauntletml.attacks.Access;
import org.gauntletml.harness.report.TextTable;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.SelfCheck;
import org.gauntletml.models.WrappedModel;
import org.gauntletml.models.backend.Backend;
import org.gauntletml.models.wrapping.ImportOptions;

/** {@code gauntlet inspect}: what a model is, and whether it is computed rightly here. */
record InspectCommand() implements Command {
  @Override
  public String name() {
    return "inspect";
  }

  @Override
  public String summary() {
    return "Tells what a model is and how it can be attacked, and checks its gradients";
  }

  @Override
  public Options options() {
    Options options = new Options();
    options
        .addOption(ModelOrigin.anywhere())
        .addOption(
            option("shape", "C,H,W", "of one input, for a model that does not tell; [0, 1] bounds"))
        .addOption(
            flag(
                "check",
                "compare with the original and with finite differences; status 1 if wrong"))
        .addOption(option("seed", "N", "of the points of the check; default 0"));
    return EndpointOptions.declare(ModelOptions.declare(options));
  }

  @Override
  public ExitStatus run(Arguments arguments, Console console) throws IOException {
    long seed = arguments.seed("seed", 0);
    List<Long> shape = arguments.shape("shape").orElse(List.of());
    ImportOptions about = ModelOptions.read(arguments);
    Backend.start(about.threads());
    ModelOrigin origin = ModelOrigin.open(arguments, seed);
    WrappedModel model = origin.source().wrap(input(origin.inputShape(about), shape), about);
    console.out().println(facts(origin.name(), model));
    console.out().print(parts(model.description()));
    return arguments.has("check") ? check(model, seed, console) : ExitStatus.SUCCESS;
  }

  private static InputSpec input(Optional<List<Long>> told, List<Long> typed) {
    List<Long> shape = typed.isEmpty() ? told.orElse(List.of()) : typed;
    if (shape.isEmpty()) {
      throw BadInput.of("--shape", "the shape of one input, such as 3,32,32", "none")
          .hint("This model does not tell it");
    }
    return new InputSpec(shape, 0, 1);
  }

  private static TextTable facts(String name, WrappedModel model) {
    ModelDescription description = model.description();
    InputSpec input = model.input();
    TextTable table =
        new TextTable(Console.WIDTH)
            .text("Model")
            .text(name)
            .row("format", description.format())
            .row("input", input + " in [" + input.lower() + ", " + input.upper() + "]")
            .row("classes", String.valueOf(model.classes()))
            .row("parameters", parameters(description))
            .row("access", Access.of(model).toString())
            .row("runtime", description.runtime());
    String title =
        model instanceof DifferentiableClassifier ? "slow because" : "no gradients because";
    description.limitation().ifPresent(why -> table.row(title, why));
    if (!description.notes().isEmpty()) {
      table.row("on import", String.join("; ", description.notes()));
    }
    return table;
  }

  private static String parameters(ModelDescription description) {
    return description.parameters() == 0
        ? "not told"
        : String.format(Locale.ROOT, "%,d", description.parameters());
  }

  private static TextTable parts(ModelDescription description) {
    TextTable table =
        new TextTable(Console.WIDTH).text("Layer").text("Kind").text("Output").number("Parameters");
    for (ModelDescription.Part part : description.parts()) {
      table.row(
          part.name(),
          part.kind(),
          part.output(),
          part.parameters() == 0 ? "" : String.format(Locale.ROOT, "%,d", part.parameters()));
    }
    return table;
  }

  /** Checks again, and prints the figures. */
  static ExitStatus check(WrappedModel model, long seed, Console console) {
    SelfCheck check = model.check(seed);
    TextTable table =
        new TextTable(Console.WIDTH).text("Check").number("Error").number("Limit").text("");
    table.row(
        "answers against the original's",
        figure(check.forwardError()),
        figure(SelfCheck.FORWARD_TOLERANCE),
        verdict(check.forwardOk()));
    if (check.directions() > 0) {
      table.row(
          "gradient against finite differences in double",
          figure(check.gradientError()),
          figure(SelfCheck.GRADIENT_TOLERANCE),
          verdict(check.gradientOk()));
    }
    console.out().println();
    console.out().print(table);
    console
        .out()
        .printf(
            Locale.ROOT,
            "%d directions, %.2f s%n",
            check.directions(),
            check.took().toMillis() / 1000.0);
    return check.passed() ? ExitStatus.SUCCESS : ExitStatus.GATE_FAILED;
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.1e", value);
  }

  private static String verdict(boolean ok) {
    return ok ? "ok" : "WRONG";
  }
}

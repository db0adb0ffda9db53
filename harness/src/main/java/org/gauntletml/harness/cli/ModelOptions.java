package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.option;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.cli.Options;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.backend.NativeSettings;
import org.gauntletml.models.graph.onnx.RuntimeChoice;
import org.gauntletml.models.wrapping.ImageLayout;
import org.gauntletml.models.wrapping.ImportOptions;
import org.gauntletml.models.wrapping.Normalization;

/** The options that say what a model file does not tell, and how the model is run. */
final class ModelOptions {
  private ModelOptions() {}

  /** The same options with these. */
  static Options declare(Options options) {
    return options
        .addOption(option("runtime", "NAME", "auto, onnxruntime or nd4j; default auto"))
        .addOption(option("threads", "N", "for native operations; default: all cores"))
        .addOption(
            option(
                "mean",
                "M,M,M",
                "subtracted from inputs inside the model, one per channel or one for all, such as"
                    + " 0.485,0.456,0.406"))
        .addOption(option("std", "S,S,S", "what they are divided by then, such as 0.229 or 1/255"))
        .addOption(
            option("layout", "NAME", "of the model's images: nchw or nhwc; default: by its shape"))
        .addOption(option("model-output", "NAME", "the output that tells the classes, if several"));
  }

  /**
   * @throws BadInput if one of --mean and --std is there without the other, or a value is wrong
   */
  static ImportOptions read(Arguments arguments) {
    RuntimeChoice runtime = RuntimeChoice.of(arguments.text("runtime").orElse("auto"));
    int threads = arguments.count("threads", 1, NativeSettings.threads());
    ImportOptions options =
        ImportOptions.DEFAULT.on(runtime, threads).normalized(scaling(arguments));
    Optional<String> layout = arguments.text("layout");
    if (layout.isPresent()) {
      options =
          options.laidOut(
              Stream.of(ImageLayout.values())
                  .filter(known -> known.name().equalsIgnoreCase(layout.get()))
                  .findFirst()
                  .orElseThrow(() -> BadInput.of("--layout", "nchw or nhwc", layout.get())));
    }
    Optional<String> output = arguments.text("model-output");
    return output.isPresent() ? options.output(output.get()) : options;
  }

  private static Normalization scaling(Arguments arguments) {
    List<Double> mean = arguments.reals("mean");
    List<Double> deviation = arguments.reals("std");
    if (mean.isEmpty() != deviation.isEmpty()) {
      throw BadInput.of("--mean and --std", "both or none", mean.isEmpty() ? "--std" : "--mean");
    }
    return new Normalization(mean, deviation);
  }
}

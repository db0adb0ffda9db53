package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.flag;
import static org.gauntletml.harness.cli.CommandOption.option;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.cli.Options;
import org.gauntletml.defenses.training.Augmentation;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.data.DataOptions;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.data.Datasets;

/** The examples that {@code train} learns from. */
final class TrainingData {
  private TrainingData() {}

  /** Adds the options they are read from. */
  static Options declare(Options options) {
    return options
        .addOption(
            option(
                "data",
                "PATH",
                "examples to learn: IDX, NPY or NPZ, CSV, CIFAR-10 binary, or a folder with one"
                    + " folder of images per class"))
        .addOption(option("scale", "V", "stored value that means 1; default: by format"))
        .addOption(option("label-column", "NAME", "CSV column of the labels; default: the last"))
        .addOption(option("shape", "C,H,W", "of one image, where the data are rows"))
        .addOption(
            option("crop", "P", "shift images by up to P pixels, anew every epoch; 4 for CIFAR-10"))
        .addOption(flag("flip", "mirror images left to right half of the time"));
  }

  /** What is done with images before every epoch. */
  static Augmentation augmentation(Arguments arguments) {
    return new Augmentation(arguments.count("crop", 0, 0), arguments.has("flip"));
  }

  /**
   * @param told shape of the network's input; empty where any will do
   * @throws BadInput if there are none, or they do not fit
   */
  static Dataset load(Arguments arguments, Optional<List<Long>> told) {
    Path path =
        arguments
            .path("data")
            .orElseThrow(() -> BadInput.of("--data", "examples to learn from", "none"));
    DataOptions options = Subject.reading(arguments);
    options = arguments.text("label-column").map(options::labelledBy).orElse(options);
    Optional<List<Long>> typed = arguments.shape("shape");
    if (told.isPresent() && typed.isPresent() && !told.equals(typed)) {
      throw BadInput.of("--shape", told.get() + ", as the network tells", typed.get());
    }
    Optional<List<Long>> shape = told.or(() -> typed);
    return Datasets.load(
        path, shape.isPresent() ? options.fitting(new InputSpec(shape.get(), 0, 1)) : options);
  }

  /** As many as have names, or as the labels tell. */
  static int classes(Dataset data) {
    return data.classNames().isEmpty()
        ? IntStream.of(data.labels()).max().orElseThrow() + 1
        : data.classNames().size();
  }

  /**
   * @param classes of the network
   * @throws BadInput naming the first example of another class
   */
  static void check(Dataset data, int classes) {
    for (int n = 0; n < data.size(); n++) {
      if (data.labels()[n] >= classes) {
        throw BadInput.of(
            data.name() + ", example " + n,
            "a label from 0 to " + (classes - 1) + ", the classes of the network",
            data.labels()[n]);
      }
    }
  }
}

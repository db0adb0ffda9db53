package org.gauntletml.models.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import onnx.Onnx.NodeProto;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.SelfCheck;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.GraphClassifier;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.gauntletml.models.graph.onnx.OnnxRuntime;
import org.gauntletml.models.wrapping.GraphModel;
import org.gauntletml.models.wrapping.Head;
import org.gauntletml.models.wrapping.ImportOptions;
import org.gauntletml.models.wrapping.ImportedModel;
import org.gauntletml.models.wrapping.InputEdge;
import org.gauntletml.models.wrapping.InputShape;
import org.gauntletml.models.wrapping.ScoreModel;
import org.gauntletml.models.wrapping.Untranslatable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One network being wrapped: finds out what it tells, translates it, and checks every claim. */
final class Wrapping {
  private static final long SEED = 20170908;
  private static final int TRIAL = 3;

  /** How far probabilities may be from what is left when their head is put on again. */
  private static final double ROUNDING = 1e-3;

  private final OnnxFile file;
  private final InputShape shape;
  private final Map<String, Tensor> constants;
  private final InputEdge edge;
  private final ImportOptions options;

  Wrapping(
      OnnxFile file,
      InputShape shape,
      Map<String, Tensor> constants,
      InputEdge edge,
      ImportOptions options) {
    this.file = file;
    this.shape = shape;
    this.constants = constants;
    this.edge = edge;
    this.options = options;
  }

  ImportedModel model() {
    Tail declared = Tail.of(file, options.output());
    Original original = original(declared);
    boolean served = false;
    try {
      ImportedModel model = model(declared, original);
      served = !(model instanceof GraphModel);
      return model;
    } finally {
      if (!served) {
        original.close();
      }
    }
  }

  private ImportedModel model(Tail declared, Original original) {
    INDArray x = Comparison.examples(edge.input(), TRIAL);
    Map<String, Original.Rows> answers = original.run(x);
    Tail tail = confirmed(declared, answers);
    if (tail.labels()) {
      requireClasses(tail);
      return new OnnxLabels(
          original,
          tail,
          edge.input(),
          describe(tail, OnnxRuntime.NAME, "the model tells labels only"));
    }
    double[][] expected = tail.logits(answers);
    String obstacle;
    try {
      Translation translation =
          Untranslatable.unlessTaken(() -> Translation.of(file, shape, edge, tail, constants));
      return classifier(translation, original, tail, x, expected);
    } catch (Untranslatable why) {
      obstacle = String.valueOf(why.getMessage());
    }
    return new ScoreModel(
        at -> tail.logits(original.run(at)),
        original::close,
        edge.input(),
        expected[0].length,
        describe(tail, OnnxRuntime.NAME, obstacle));
  }

  /** The translated model, if its gradient is confirmed. */
  private ImportedModel classifier(
      Translation translation, Original original, Tail tail, INDArray x, double[][] expected)
      throws Untranslatable {
    GraphClassifier translated =
        Untranslatable.unlessTaken(
            () ->
                options.runtime().classifier(translation.graph(), edge.input(), options.threads()));
    boolean trusted = false;
    try {
      double[][] ours;
      try (INDArray logits = translated.logits(x)) {
        ours = Comparison.rows(logits);
      }
      double off = Comparison.difference(expected, ours);
      SelfCheck check = Untranslatable.unlessTaken(() -> check(translated, tail, original, SEED));
      if (!(off <= Comparison.TOLERANCE) || !check.forwardOk()) {
        throw differs(translation, x, Math.max(off, check.forwardError()));
      }
      Untranslatable.unless(check.gradientOk(), "its gradient could not be confirmed: " + check);
      trusted = true;
      return new GraphModel(
          translated,
          describe(tail, translated.runtime(), ""),
          seed -> checkAgain(translated, tail, seed));
    } finally {
      if (!trusted) {
        translated.close();
      }
    }
  }

  private static SelfCheck check(
      GraphClassifier translated, Tail tail, Original original, long seed) {
    return translated.check(
        at -> array(tail.logits(original.run(at))), new Nd4jRuntime(DataType.DOUBLE), seed);
  }

  /** As {@link #check}, with the file opened once more. */
  private SelfCheck checkAgain(GraphClassifier translated, Tail tail, long seed) {
    try (Original original = original(tail)) {
      return check(translated, tail, original, seed);
    }
  }

  private Original original(Tail tail) {
    return new Original(
        file,
        shape,
        edge,
        new LinkedHashSet<>(List.of(tail.told(), tail.raw())),
        options.threads());
  }

  private BadInput differs(Translation translation, INDArray x, double off) {
    return BadInput.of(
            file.name(),
            "answers within " + Comparison.TOLERANCE + " of ONNX Runtime's",
            "a difference of " + (float) off)
        .hint(
            Comparison.firstDifference(file, shape, edge, translation, x)
                .orElse("It first shows at the output"));
  }

  /** What was recognised, if it is what the values say; a model of no classes is refused. */
  private Tail confirmed(Tail declared, Map<String, Original.Rows> answers) {
    Tail tail = declared;
    double[][] told = rows(answers, declared.told());
    if (declared.head() != Head.PLAIN) {
      double[][] again =
          each(rows(answers, declared.raw()), scores -> declared.head().told(scores));
      tail = Comparison.difference(told, again) <= ROUNDING ? declared : declared.whole();
    } else if (!declared.labels() && Arrays.stream(told).allMatch(Wrapping::isDistribution)) {
      tail = declared.with(Head.PROBABILITIES);
    }
    if (!tail.labels()) {
      requireRow(tail, answers);
    }
    return tail;
  }

  private void requireRow(Tail tail, Map<String, Original.Rows> answers) {
    long[] dims = rows(answers, tail.raw()).length == 0 ? new long[0] : shape(answers, tail.raw());
    int scores = rows(answers, tail.raw())[0].length;
    boolean row = Arrays.stream(dims).skip(1).filter(d -> d > 1).count() <= 1;
    if (!row || tail.head().classes(scores) < 2) {
      throw BadInput.of(
              file.name() + ", output '" + tail.told() + "'",
              "one row of two or more class scores per example, or one sigmoid",
              Arrays.toString(dims) + " for a batch of " + dims[0])
          .hint("Gauntlet attacks classifiers; a regression or dense prediction has no class");
    }
    if (!Arrays.stream(rows(answers, tail.raw()))
        .allMatch(r -> DoubleStream.of(r).allMatch(Double::isFinite))) {
      throw BadInput.of(
              file.name() + ", output '" + tail.told() + "'", "finite scores", "NaN or infinity")
          .hint("Check the bounds and the normalisation of its input");
    }
  }

  private void requireClasses(Tail tail) {
    if (tail.classes() < 2) {
      throw BadInput.of(
              file.name(), "a model that tells scores, or how many classes it has", "labels only")
          .hint("Export it with its scores as a further output");
    }
  }

  private double[][] rows(Map<String, Original.Rows> answers, String value) {
    Original.Rows rows = answers.get(value);
    long first = rows == null || rows.shape().length == 0 ? -1 : rows.shape()[0];
    if (rows == null || first != (shape.fixedBatch() == 0 ? TRIAL : shape.fixedBatch())) {
      throw BadInput.of(
              file.name() + ", output '" + value + "'",
              "one row per example",
              rows == null ? "no tensor" : Arrays.toString(rows.shape()))
          .hint("Export the model with the batch as the first dimension of input and output");
    }
    return rows.values();
  }

  private static long[] shape(Map<String, Original.Rows> answers, String value) {
    Original.Rows rows = answers.get(value);
    return rows == null ? new long[0] : rows.shape();
  }

  private static boolean isDistribution(double... row) {
    return row.length > 1
        && DoubleStream.of(row).allMatch(p -> p >= 0 && p <= 1)
        && Math.abs(DoubleStream.of(row).sum() - 1) <= ROUNDING;
  }

  private static double[][] each(double[][] rows, Function<double[], double[]> f) {
    return Arrays.stream(rows).map(f).toArray(double[][]::new);
  }

  private static INDArray array(double[][] rows) {
    return Nd4j.createFromArray(rows).castTo(DataType.FLOAT);
  }

  /**
   * @param obstacle empty where there are gradients
   */
  private ModelDescription describe(Tail tail, String runtime, String obstacle) {
    List<String> notes = new ArrayList<>();
    tail.head().note().ifPresent(notes::add);
    if (edge.channelsLast()) {
      notes.add("its images are channels last; they are turned at its input");
    }
    if (edge.scaling().isSome()) {
      notes.add("inputs are normalised inside it");
    }
    if (shape.fixedBatch() > 0) {
      notes.add(
          "it was written for batches of "
              + shape.fixedBatch()
              + (obstacle.isEmpty()
                  ? " and runs at any batch size now"
                  : "; larger ones are cut up"));
    }
    String producer =
        (file.proto().getProducerName() + " " + file.proto().getProducerVersion()).strip();
    return new ModelDescription(
        "ONNX, operator set "
            + file.operatorSet()
            + (producer.isEmpty() ? "" : ", written by " + producer),
        constants.values().stream().mapToLong(Wrapping::trained).sum(),
        file.graph().getNodeList().stream().map(this::part).toList(),
        runtime,
        obstacle.isEmpty() ? Optional.empty() : Optional.of(obstacle),
        notes);
  }

  private ModelDescription.Part part(NodeProto node) {
    return new ModelDescription.Part(
        node.getName().isEmpty() ? node.getOutput(0) : node.getName(),
        Nodes.operator(node),
        "",
        node.getInputList().stream()
            .map(constants::get)
            .filter(Objects::nonNull)
            .mapToLong(Wrapping::trained)
            .sum());
  }

  private static long trained(Tensor tensor) {
    return tensor.element() == ElementType.REAL ? tensor.length() : 0;
  }
}

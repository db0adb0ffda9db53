package org.gauntletml.models.onnx;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.SelfCheck;
import org.gauntletml.models.graph.GraphClassifier;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.gauntletml.models.graph.onnx.OnnxRuntime;
import org.gauntletml.models.wrapping.GraphModel;
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

  private final OnnxFile file;
  private final InputShape shape;
  private final Map<String, Tensor> constants;
  private final InputEdge edge;
  private final ImportOptions options;
  private final Description description;

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
    this.description = new Description(file, shape, edge, constants);
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
    Tail tail = new Answers(file, shape, TRIAL, answers).confirm(declared);
    if (tail.labels()) {
      return new OnnxLabels(
          original,
          tail,
          edge.input(),
          description.of(tail, OnnxRuntime.NAME, "the model tells labels only"));
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
        description.of(tail, OnnxRuntime.NAME, obstacle));
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
          description.of(tail, translated.runtime(), ""),
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

  private static INDArray array(double[][] rows) {
    return Nd4j.createFromArray(rows).castTo(DataType.FLOAT);
  }
}

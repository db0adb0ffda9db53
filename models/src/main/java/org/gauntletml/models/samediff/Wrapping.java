package org.gauntletml.models.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.SelfCheck;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.GraphClassifier;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.assembly.Assembly;
import org.gauntletml.models.graph.assembly.Dialect;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.gauntletml.models.wrapping.ClassifierGraph;
import org.gauntletml.models.wrapping.GraphModel;
import org.gauntletml.models.wrapping.ImportOptions;
import org.gauntletml.models.wrapping.ImportedModel;
import org.gauntletml.models.wrapping.InputEdge;
import org.gauntletml.models.wrapping.ScoreModel;
import org.gauntletml.models.wrapping.Untranslatable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How a SameDiff graph becomes a classifier: on the gradient engine where all of it has a spelling
 * and the {@link SelfCheck} agrees, else on SameDiff, for its scores.
 *
 * @param shapes of the values, for a trial batch
 */
record Wrapping(
    SameDiff graph,
    Ends ends,
    InputEdge edge,
    Original original,
    Map<String, long[]> shapes,
    ImportOptions options) {
  private static final long SEED = 20221017;

  /** The version of ONNX's operators that spellings are written in. */
  private static final long OPERATOR_SET = 13;

  ImportedModel model() {
    try {
      return translated();
    } catch (Untranslatable why) {
      long[] scores = shapes.getOrDefault(ends.raw(), new long[0]);
      int classes =
          ends.head().classes((int) Arrays.stream(scores).skip(1).reduce(1, (p, q) -> p * q));
      return new ScoreModel(
          original::logits,
          () -> {},
          edge.input(),
          classes,
          describe("SameDiff", Optional.of(String.valueOf(why.getMessage()))));
    }
  }

  private GraphModel translated() throws Untranslatable {
    Graph spelt = Untranslatable.unlessTaken(this::spelt);
    GraphClassifier served =
        Untranslatable.unlessTaken(
            () -> options.runtime().classifier(spelt, edge.input(), options.threads()));
    boolean trusted = false;
    try {
      LongFunction<SelfCheck> check =
          seed ->
              served.check(
                  x -> Nd4j.createFromArray(original.logits(x)).castTo(DataType.FLOAT),
                  new Nd4jRuntime(DataType.DOUBLE),
                  seed);
      SelfCheck report = Untranslatable.unlessTaken(() -> check.apply(SEED));
      Untranslatable.unless(report.passed(), "its translation could not be confirmed: " + report);
      trusted = true;
      return new GraphModel(served, describe(served.runtime(), Optional.empty()), check);
    } finally {
      if (!trusted) {
        served.close();
      }
    }
  }

  private Graph spelt() {
    Map<String, Integer> ranks = new HashMap<>();
    shapes.forEach((name, shape) -> ranks.put(name, shape.length));
    Listing list = new Listing(graph, ranks);
    ends.path().forEach(list::add);
    GraphBuilder b = new GraphBuilder();
    Node x = b.input("x", edge.input().shape().stream().mapToLong(d -> d).toArray());
    Assembly assembly =
        new Assembly(
            b,
            new Dialect(OPERATOR_SET, 0),
            list.nodes(),
            Map.of(ends.input(), edge.apply(b, x)),
            list.constants());
    return ClassifierGraph.of(b, x, assembly, ends.raw(), ends.head());
  }

  private ModelDescription describe(String runtime, Optional<String> limitation) {
    List<String> notes = new ArrayList<>();
    ends.head().note().ifPresent(notes::add);
    if (edge.channelsLast()) {
      notes.add("its images are channels last; they are turned at its input");
    }
    if (edge.scaling().isSome()) {
      notes.add("inputs are normalised inside it");
    }
    List<ModelDescription.Part> parts = ends.path().stream().map(this::part).toList();
    return new ModelDescription(
        "SameDiff graph",
        parts.stream().mapToLong(ModelDescription.Part::parameters).sum(),
        parts,
        runtime,
        limitation,
        notes);
  }

  private ModelDescription.Part part(Operation op) {
    String output =
        op.outputs().isEmpty()
            ? ""
            : Arrays.stream(shapes.getOrDefault(op.outputs().get(0), new long[0]))
                .skip(1)
                .mapToObj(d -> "," + d)
                .collect(Collectors.joining("", "[N", "]"));
    return new ModelDescription.Part(
        op.name(), op.kind(), output, op.inputs().stream().mapToLong(this::trained).sum());
  }

  private long trained(String name) {
    SDVariable variable = graph.getVariable(name);
    INDArray values =
        variable.getVariableType().name().equals("VARIABLE") ? variable.getArr() : null;
    return values == null ? 0 : values.length();
  }
}

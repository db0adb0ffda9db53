package org.gauntletml.models.samediff;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.wrapping.ImportOptions;
import org.gauntletml.models.wrapping.ImportedModel;
import org.gauntletml.models.wrapping.InputEdge;
import org.gauntletml.models.wrapping.InputShape;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The graph in a SameDiff file, before it is wrapped as a classifier.
 *
 * <pre>{@code
 * SameDiffNetwork network = SameDiffNetwork.read(Path.of("model.fb"));
 * ImportedModel model = network.model(InputSpec.unit(1, 28, 28), ImportOptions.DEFAULT);
 * }</pre>
 */
public final class SameDiffNetwork {
  private static final int TRIAL = 2;

  private final String file;
  private final SameDiff graph;

  private SameDiffNetwork(String file, SameDiff graph) {
    this.file = file;
    this.graph = graph;
  }

  /**
   * Reads a file that {@code SameDiff.save} wrote. It is not trusted: sizes are checked, and its
   * training configuration may name only Deeplearning4j's and ND4J's own classes. Dropout, which
   * SameDiff leaves on, is off.
   *
   * @throws BadInput if it is missing, damaged, no SameDiff graph, or names foreign classes; the
   *     message names the file
   */
  public static SameDiffNetwork read(Path file) {
    return new SameDiffNetwork(file.toString(), SameDiffFile.read(file));
  }

  /**
   * Shape of one input, images as {@code [C,H,W]}; empty where the placeholder leaves it open.
   *
   * @throws BadInput if there is not one input and one output
   */
  public Optional<List<Long>> inputShape(ImportOptions options) {
    InputShape shape = shape(Ends.of(file, graph, options.output()));
    return shape.isComplete()
        ? Optional.of(shape.told(shape.channelsLast(options.layout())))
        : Optional.empty();
  }

  private InputShape shape(Ends ends) {
    SDVariable placeholder = graph.getVariable(ends.input());
    long[] dims = placeholder.placeholderShape();
    String who = file + ", placeholder '" + ends.input() + "'";
    if (!placeholder.dataType().isFPType()) {
      throw BadInput.of(who, "a placeholder for reals", placeholder.dataType());
    }
    if (dims == null || dims.length < 2) {
      throw BadInput.of(who, "a batch of examples [-1, ...]", Arrays.toString(dims))
          .hint("Declare the batch dimension and the shape of one example");
    }
    return new InputShape(
        ends.input(), Arrays.stream(dims).skip(1).map(d -> d > 0 ? d : -1).boxed().toList(), 0);
  }

  /**
   * This graph at the highest level of access that could be confirmed. Its answers have been
   * compared with SameDiff running the file, and gradients with finite differences in double
   * precision.
   *
   * @param input shape and bounds; images are {@code [C,H,W]}, also for a graph that takes them
   *     channels last
   * @throws BadInput if the graph does not take such inputs, or does not tell classes
   */
  public ImportedModel model(InputSpec input, ImportOptions options) {
    Ends ends = Ends.of(file, graph, options.output());
    InputShape shape = shape(ends);
    boolean last = shape.channelsLast(options.layout());
    options.normalization().check(input);
    InputEdge edge =
        new InputEdge(input, shape.resolve(file, input, last), last, options.normalization());
    Original original = new Original(file, graph, ends, edge);
    double middle = (input.lower() + input.upper()) / 2;
    INDArray trial = Nd4j.ones(input.batch(TRIAL)).muli(middle);
    Map<String, long[]> shapes = new HashMap<>(original.shapes(trial));
    requireRow(ends, shapes.getOrDefault(ends.raw(), new long[0]));
    return new Wrapping(graph, ends, edge, original, shapes, options).model();
  }

  private void requireRow(Ends ends, long... scores) {
    long classes = Arrays.stream(scores).skip(1).reduce(1, (p, q) -> p * q);
    boolean row = Arrays.stream(scores).skip(1).filter(d -> d > 1).count() <= 1;
    if (scores.length < 1 || scores[0] != TRIAL || !row || ends.head().classes((int) classes) < 2) {
      throw BadInput.of(
              file + ", output '" + ends.told() + "'",
              "one row of two or more class scores per example, or one sigmoid",
              Arrays.toString(scores) + " for a batch of " + TRIAL)
          .hint("Name another value of the graph, on the command line with --model-output");
    }
  }
}

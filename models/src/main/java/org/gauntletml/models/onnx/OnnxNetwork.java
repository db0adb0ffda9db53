package org.gauntletml.models.onnx;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.wrapping.ImageLayout;
import org.gauntletml.models.wrapping.ImportOptions;
import org.gauntletml.models.wrapping.ImportedModel;
import org.gauntletml.models.wrapping.InputEdge;
import org.gauntletml.models.wrapping.InputShape;
import org.jspecify.annotations.Nullable;

/**
 * The network in an ONNX file, before it is wrapped as a classifier.
 *
 * <pre>{@code
 * OnnxNetwork network = OnnxNetwork.read(Path.of("model.onnx"));
 * ImportedModel model = network.model(InputSpec.unit(3, 32, 32), ImportOptions.DEFAULT);
 * }</pre>
 */
public final class OnnxNetwork {
  private final OnnxFile file;
  private final InputShape shape;
  private final Map<String, Tensor> constants;

  private OnnxNetwork(OnnxFile file) {
    this.file = file;
    this.shape = DeclaredInput.of(file);
    this.constants = Nodes.constants(file);
  }

  /**
   * Reads a file, which is not trusted: sizes are limited, and tensors in other files must lie in
   * the model's folder.
   *
   * @throws BadInput if it is missing, damaged, no ONNX model, or does not take one batch of reals;
   *     the message names the file
   */
  public static OnnxNetwork read(Path file) {
    return new OnnxNetwork(OnnxFile.read(file));
  }

  /**
   * Shape of one input, images as {@code [C,H,W]}; empty where the file leaves a dimension open.
   *
   * @param layout of images; null takes it from the declared shape
   */
  public Optional<List<Long>> inputShape(@Nullable ImageLayout layout) {
    return shape.isComplete()
        ? Optional.of(shape.told(shape.channelsLast(layout)))
        : Optional.empty();
  }

  /**
   * This network at the highest level of access that could be confirmed. Its answers have been
   * compared with ONNX Runtime running the file, row by row, and gradients with finite differences
   * in double precision.
   *
   * @param input shape and bounds; images are {@code [C,H,W]}, also for a network that takes them
   *     channels last
   * @throws BadInput if the network does not take such inputs, does not tell classes, or answers
   *     otherwise than ONNX Runtime does
   */
  public ImportedModel model(InputSpec input, ImportOptions options) {
    boolean last = shape.channelsLast(options.layout());
    options.normalization().check(input);
    List<Long> dims = shape.resolve(file.name(), input, last);
    InputEdge edge = new InputEdge(input, dims, last, options.normalization());
    return new Wrapping(file, shape, constants, edge, options).model();
  }
}

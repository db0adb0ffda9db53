package org.gauntletml.models;

import java.util.List;
import java.util.Optional;

/**
 * What a person should know about a wrapped model before attacking it, whatever it was made of.
 *
 * @param format what the model was before, such as {@code Deeplearning4j MultiLayerNetwork}
 * @param parameters how many numbers it has learned
 * @param parts its layers or operations, in an order in which they can be run
 * @param runtime what computes it, such as {@code onnxruntime}
 * @param limitation what stands in the way of gradients, or of the gradient engine, where something
 *     does: half a sentence that names the layer or operation
 * @param notes what was changed on the way in, as sentences without a final stop
 */
public record ModelDescription(
    String format,
    long parameters,
    List<Part> parts,
    String runtime,
    Optional<String> limitation,
    List<String> notes) {

  /**
   * A layer or an operation.
   *
   * @param name in the model
   * @param kind of layer or operation
   * @param output shape of its result for N inputs, such as {@code [N,16,28,28]}; empty if unknown
   * @param parameters how many it has of its own
   */
  public record Part(String name, String kind, String output, long parameters) {}

  public ModelDescription {
    parts = List.copyOf(parts);
    notes = List.copyOf(notes);
  }
}

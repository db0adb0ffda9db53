package org.gauntletml.models.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be said about an imported model besides its input and its classes.
 *
 * @param operatorSet version of the standard ONNX operators it was written for
 * @param producer the program that wrote it; may be empty
 * @param parameters how many numbers were trained
 * @param operations how often each operation occurs, by name
 * @param obstacle what stands in the way of gradients, as a sentence that names the operation;
 *     empty where there are gradients
 * @param notes what was changed on the way in, as sentences without a final stop
 */
public record OnnxDescription(
    long operatorSet,
    String producer,
    long parameters,
    Map<String, Long> operations,
    Optional<String> obstacle,
    List<String> notes) {
  public OnnxDescription {
    operations = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(operations));
    notes = List.copyOf(notes);
  }
}

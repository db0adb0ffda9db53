package org.gauntletml.models.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import onnx.Onnx.NodeProto;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.wrapping.InputEdge;
import org.gauntletml.models.wrapping.InputShape;

/** What a person is told about a file and how it was read. */
record Description(OnnxFile file, InputShape shape, InputEdge edge, Map<String, Tensor> constants) {

  /**
   * @param obstacle why there are no gradients; empty where there are
   */
  ModelDescription of(Tail tail, String runtime, String obstacle) {
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
        constants.values().stream().mapToLong(Description::trained).sum(),
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
            .mapToLong(Description::trained)
            .sum());
  }

  private static long trained(Tensor tensor) {
    return tensor.element() == ElementType.REAL ? tensor.length() : 0;
  }
}

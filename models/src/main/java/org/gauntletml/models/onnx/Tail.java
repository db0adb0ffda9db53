package org.gauntletml.models.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.ValueInfoProto;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.wrapping.Head;
import org.jspecify.annotations.Nullable;

/**
 * Which of a file's values tell the classes.
 *
 * @param told the output as the file declares it, or what its ZipMap is made from
 * @param raw the scores before {@code head}; the same value where there is none
 * @param labels whether {@code told} is one label per example and nothing else
 * @param classes how many a classifier of ai.onnx.ml declares; 0 where nobody does
 */
record Tail(String told, String raw, Head head, boolean labels, int classes) {
  private static final String ZIP_MAP = "ai.onnx.ml.ZipMap";
  private static final List<Integer> REALS = List.of(1, 10, 11);
  private static final int INT64 = 7;

  /** Operators that pass scores on as they are. */
  private static final Set<String> TRANSPARENT =
      Set.of("Identity", "Dropout", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze");

  private static final Map<String, Head> HEADS =
      Map.of(
          "Softmax", Head.SOFTMAX,
          "LogSoftmax", Head.LOG_SOFTMAX,
          "Sigmoid", Head.SIGMOID,
          "ArgMax", Head.ARG_MAX);

  /**
   * @param chosen name of the output that tells the classes; null takes the only one there is
   * @throws BadInput if there is none or more than one
   */
  static Tail of(OnnxFile file, @Nullable String chosen) {
    Map<String, NodeProto> makers = new HashMap<>();
    int classes = 0;
    for (NodeProto node : file.graph().getNodeList()) {
      node.getOutputList().forEach(output -> makers.put(output, node));
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.getName().startsWith("classlabels")) {
          int listed = Math.max(attribute.getIntsCount(), attribute.getStringsCount());
          classes = Math.max(classes, listed);
        }
      }
    }
    ValueInfoProto output = choose(file, makers, chosen);
    NodeProto maker = makers.get(output.getName());
    boolean zipped = maker != null && Nodes.operator(maker).equals(ZIP_MAP);
    String told = zipped && maker != null ? maker.getInput(0) : output.getName();
    boolean labels = !zipped && isLabel(output);
    Tail peeled = peel(told, makers, labels, classes);
    return labels && peeled.head() == Head.PLAIN
        ? new Tail(told, told, Head.PLAIN, true, classes)
        : peeled;
  }

  private static Tail peel(
      String told, Map<String, NodeProto> makers, boolean labels, int classes) {
    NodeProto node = makers.get(told);
    while (node != null && TRANSPARENT.contains(Nodes.operator(node))) {
      node = makers.get(node.getInput(0));
    }
    Head head = node == null ? null : HEADS.get(Nodes.operator(node));
    boolean fits = head != null && labels == (head == Head.ARG_MAX);
    return node != null && head != null && fits
        ? new Tail(told, node.getInput(0), head, false, classes)
        : new Tail(told, told, Head.PLAIN, false, classes);
  }

  private static ValueInfoProto choose(
      OnnxFile file, Map<String, NodeProto> makers, @Nullable String chosen) {
    List<ValueInfoProto> outputs = file.graph().getOutputList();
    List<String> names = outputs.stream().map(ValueInfoProto::getName).toList();
    if (chosen != null) {
      return outputs.stream()
          .filter(output -> output.getName().equals(chosen))
          .findFirst()
          .orElseThrow(() -> BadInput.of(file.name(), "an output among " + names, chosen));
    }
    List<ValueInfoProto> scores =
        outputs.stream().filter(output -> isScores(output, makers)).toList();
    if (scores.size() == 1) {
      return scores.get(0);
    }
    List<ValueInfoProto> labels = outputs.stream().filter(Tail::isLabel).toList();
    if (scores.isEmpty() && labels.size() == 1) {
      return labels.get(0);
    }
    throw BadInput.of(file.name(), "one output of class scores", "the outputs " + names)
        .hint("Say which one tells the classes, on the command line with --model-output");
  }

  private static boolean isScores(ValueInfoProto output, Map<String, NodeProto> makers) {
    NodeProto maker = makers.get(output.getName());
    return (maker != null && Nodes.operator(maker).equals(ZIP_MAP))
        || (output.getType().hasTensorType()
            && REALS.contains(output.getType().getTensorType().getElemType()));
  }

  private static boolean isLabel(ValueInfoProto output) {
    return output.getType().hasTensorType()
        && output.getType().getTensorType().getElemType() == INT64;
  }

  /** Raw scores of each example. */
  double[][] scores(Map<String, Original.Rows> values) {
    Original.Rows rows = values.get(raw);
    if (rows == null) {
      throw new IllegalStateException("ONNX Runtime did not tell '" + raw + "'");
    }
    return rows.values();
  }

  /** Logits of each example. */
  double[][] logits(Map<String, Original.Rows> values) {
    return Arrays.stream(scores(values)).map(head::logits).toArray(double[][]::new);
  }

  /** The same without taking anything off. */
  Tail whole() {
    return new Tail(told, told, Head.PLAIN, labels, classes);
  }

  Tail with(Head other) {
    return new Tail(told, raw, other, labels, classes);
  }
}

package org.gauntletml.models.graph.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.Layout;
import org.gauntletml.models.graph.Leaf;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Pooling;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Writes graphs as ONNX models in single precision, operator set {@value #OPSET}. Values keep their
 * names; the batch dimension is the symbol N.
 */
public final class OnnxExport {
  /** Version of the standard operator set. */
  static final long OPSET = 18;

  private static final long IR_VERSION = 8;

  private final GraphProto.Builder model = GraphProto.newBuilder();
  private final Map<Node, String> names = new HashMap<>();
  private final Graph graph;
  private int extras;

  private OnnxExport(Graph graph) {
    this.graph = graph;
  }

  /** Writes a graph to a file that ONNX tools can read. */
  public static void write(Graph graph, Path file) {
    try (OutputStream out = Files.newOutputStream(file)) {
      model(graph, Map.of()).writeTo(out);
    } catch (IOException e) {
      throw BadInput.of(
          file.toString(), "a file that can be written", String.valueOf(e.getMessage()));
    }
  }

  /**
   * The graph as a model.
   *
   * @param given constant nodes whose value is known, or null where it comes with every run as a
   *     further input
   */
  static ModelProto model(Graph graph, Map<Node, ? extends @Nullable Tensor> given) {
    return new OnnxExport(graph).build(given);
  }

  private ModelProto build(Map<Node, ? extends @Nullable Tensor> given) {
    graph.outputs().forEach((name, node) -> names.putIfAbsent(node, name));
    graph.inputs().forEach(node -> names.put(node, node.name()));
    graph
        .nodes()
        .forEach(node -> names.putIfAbsent(node, taken(node) ? node.name() + "/" : node.name()));
    graph.inputs().stream()
        .filter(node -> !given.containsKey(node))
        .forEach(node -> model.addInput(Spelling.info(node.name(), node.type())));
    for (Node node : graph.nodes()) {
      Tensor value = given.get(node);
      if (value != null) {
        model.addInitializer(Spelling.tensor(name(node), value));
      } else if (given.containsKey(node)) {
        model.addInput(Spelling.info(name(node), node.type()));
      } else if (node.op() instanceof Leaf.Constant constant) {
        model.addInitializer(Spelling.tensor(name(node), constant.value()));
      } else if (!(node.op() instanceof Leaf)) {
        add(node);
      }
    }
    graph
        .outputs()
        .forEach(
            (name, node) -> {
              if (!name.equals(name(node))) {
                model.addNode(
                    NodeProto.newBuilder()
                        .setOpType("Identity")
                        .addInput(name(node))
                        .addOutput(name));
              }
              model.addOutput(Spelling.info(name, node.type()));
            });
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("gauntlet")
        .setGraph(model.setName("graph"))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .addOpsetImport(
            OperatorSetIdProto.newBuilder().setDomain("com.microsoft.nchwc").setVersion(1))
        .build();
  }

  /** Whether an output, which another node makes, bears the node's name. */
  private boolean taken(Node node) {
    return graph.outputs().containsKey(node.name());
  }

  private String name(Node node) {
    return names.getOrDefault(node, node.name());
  }

  private void add(Node node) {
    if (node.op() instanceof Pooling.MaxPoolGrad || node.op() instanceof Pooling.AveragePoolGrad) {
      throw BadInput.of("node '" + node.name() + "'", "an operation that ONNX has", node);
    }
    NodeProto.Builder proto =
        NodeProto.newBuilder()
            .setOpType(node.op().onnxName())
            .setDomain(node.op().onnxDomain())
            .setName(node.name())
            .addOutput(name(node));
    node.inputs().forEach(input -> proto.addInput(name(input)));
    if (node.op() instanceof Layout.Expand expand && expand.addsBatch(node.input(0).shape())) {
      proto.addInput(shape(expand.shape()));
    } else {
      node.op().operands().stream().map(this::constant).forEach(proto::addInput);
    }
    // in order, as an unordered map is in another one in every process
    new TreeMap<>(node.op().attributes())
        .forEach((key, value) -> proto.addAttribute(Spelling.attribute(key, value)));
    model.addNode(proto);
  }

  /** A shape that depends on the batch, as a computed value. */
  private String shape(Shape shape) {
    Node anchor =
        graph.inputs().stream()
            .filter(input -> !input.shape().isStatic())
            .findFirst()
            .orElseThrow(
                () -> BadInput.of("graph", "an input that tells the batch size", graph.inputs()));
    int axis = anchor.shape().batchAxis();
    long unit = -anchor.shape().dim(axis);
    String rows = fresh();
    model.addNode(
        NodeProto.newBuilder()
            .setOpType("Shape")
            .addInput(name(anchor))
            .addOutput(rows)
            .addAttribute(Spelling.attribute("start", (long) axis))
            .addAttribute(Spelling.attribute("end", axis + 1L)));
    List<String> dims = new ArrayList<>();
    for (long d : shape.dims()) {
      dims.add(d >= 0 ? constant(Tensor.vector(d)) : scaled(rows, -d, unit));
    }
    String all = fresh();
    model.addNode(
        NodeProto.newBuilder()
            .setOpType("Concat")
            .addAllInput(dims)
            .addOutput(all)
            .addAttribute(Spelling.attribute("axis", 0L)));
    return all;
  }

  private String scaled(String rows, long times, long by) {
    String product = rows;
    for (Map.Entry<String, Long> step : List.of(Map.entry("Div", by), Map.entry("Mul", times))) {
      if (step.getValue() != 1) {
        String next = fresh();
        model.addNode(
            NodeProto.newBuilder()
                .setOpType(step.getKey())
                .addInput(product)
                .addInput(constant(Tensor.vector(step.getValue())))
                .addOutput(next));
        product = next;
      }
    }
    return product;
  }

  private String fresh() {
    return "#" + extras++;
  }

  private String constant(Tensor value) {
    String name = fresh();
    model.addInitializer(Spelling.tensor(name, value));
    return name;
  }
}

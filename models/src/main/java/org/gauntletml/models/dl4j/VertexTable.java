package org.gauntletml.models.dl4j;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;
import org.gauntletml.models.graph.Binary;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Resampling;
import org.gauntletml.models.graph.Shape;

/** All kinds of vertex that have a translation. */
final class VertexTable {
  private interface Translator<V> {
    Flow translate(Scope s, V conf, List<Flow> inputs);
  }

  private interface Unary<V> {
    Flow translate(Scope s, V conf, Flow x);
  }

  private static final Map<Class<? extends GraphVertex>, Translator<GraphVertex>> TABLE =
      Map.ofEntries(
          one(LayerVertex.class, VertexTable::layer),
          one(
              PreprocessorVertex.class,
              (s, c, x) -> PreProcessorTable.translate(s, c.getPreProcessor(), x)),
          row(MergeVertex.class, VertexTable::merge),
          row(ElementWiseVertex.class, VertexTable::elementWise),
          row(L2Vertex.class, VertexTable::distance),
          one(SubsetVertex.class, VertexTable::subset),
          one(
              ScaleVertex.class,
              (s, c, x) -> x.map(n -> s.b().mul(n, s.b().scalar(c.getScaleFactor())))),
          one(
              ShiftVertex.class,
              (s, c, x) -> x.map(n -> s.b().add(n, s.b().scalar(c.getShiftFactor())))),
          one(L2NormalizeVertex.class, VertexTable::normalize),
          one(ReshapeVertex.class, VertexTable::reshape),
          one(PoolHelperVertex.class, VertexTable::poolHelper),
          one(LastTimeStepVertex.class, VertexTable::lastStep),
          one(ReverseTimeSeriesVertex.class, VertexTable::reverse));

  private VertexTable() {}

  static Set<Class<? extends GraphVertex>> kinds() {
    return TABLE.keySet();
  }

  /**
   * @throws Untranslatable if the vertex is of another kind
   */
  static Flow translate(Scope s, GraphVertex conf, List<Flow> inputs) {
    Translator<GraphVertex> translator = TABLE.get(conf.getClass());
    if (translator == null) {
      throw s.refuse("there is no translation for this kind of vertex");
    }
    return translator.translate(s, conf, inputs);
  }

  private static <V extends GraphVertex>
      Map.Entry<Class<? extends GraphVertex>, Translator<GraphVertex>> row(
          Class<V> kind, Translator<V> translator) {
    return Map.entry(kind, (s, c, inputs) -> translator.translate(s, kind.cast(c), inputs));
  }

  private static <V extends GraphVertex>
      Map.Entry<Class<? extends GraphVertex>, Translator<GraphVertex>> one(
          Class<V> kind, Unary<V> translator) {
    return row(kind, (s, c, inputs) -> translator.translate(s, c, inputs.get(0)));
  }

  private static Flow layer(Scope s, LayerVertex conf, Flow x) {
    Flow read =
        conf.getPreProcessor() == null
            ? x
            : PreProcessorTable.translate(s, conf.getPreProcessor(), x);
    return LayerTable.translate(s, conf.getLayerConf().getLayer(), read);
  }

  private static Flow merge(Scope s, MergeVertex conf, List<Flow> inputs) {
    List<Flow> alike = alike(s.b(), inputs);
    int axis = alike.get(0).axis(conf.getMergeAxis());
    return new Flow(
        s.b().concat(axis, alike.stream().map(Flow::node).toList()), alike.get(0).channelsLast());
  }

  /** All inputs in one order of axes: channels last stays only where all have it so. */
  private static List<Flow> alike(GraphBuilder b, List<Flow> inputs) {
    boolean same =
        inputs.stream().map(Flow::channelsLast).distinct().count() == 1
            && inputs.stream().map(x -> x.node().shape().rank()).distinct().count() == 1;
    return same ? inputs : inputs.stream().map(x -> Flow.plain(x.plain(b))).toList();
  }

  private static Flow elementWise(Scope s, ElementWiseVertex conf, List<Flow> inputs) {
    GraphBuilder b = s.b();
    BinaryOperator<Node> op =
        switch (conf.getOp()) {
          case Add, Average -> b::add;
          case Subtract -> b::sub;
          case Product -> b::mul;
          case Max -> (x, y) -> b.add(new Binary.Max(), x, y);
        };
    List<Flow> alike = alike(b, inputs);
    Node all = alike.stream().map(Flow::node).reduce(op).orElseThrow();
    Node y =
        conf.getOp() == ElementWiseVertex.Op.Average
            ? b.mul(all, b.scalar(1.0 / inputs.size()))
            : all;
    return new Flow(y, alike.get(0).channelsLast());
  }

  private static Flow distance(Scope s, L2Vertex conf, List<Flow> inputs) {
    GraphBuilder b = s.b();
    List<Flow> alike = alike(b, inputs);
    Node difference = b.sub(alike.get(0).node(), alike.get(1).node());
    int[] axes = IntStream.range(1, difference.shape().rank()).toArray();
    Node square = b.sum(b.mul(difference, difference), axes);
    return Flow.plain(b.sqrt(b.reshape(square, Shape.batched(1))));
  }

  /** DL4J takes the subset along axis 1 whatever the layout. */
  private static Flow subset(Scope s, SubsetVertex conf, Flow x) {
    int count = conf.getTo() - conf.getFrom() + 1;
    return x.map(n -> s.b().slice(n, x.axis(1), conf.getFrom(), count));
  }

  private static Flow normalize(Scope s, L2NormalizeVertex conf, Flow x) {
    GraphBuilder b = s.b();
    Node rows = x.plain(b);
    int[] chosen = conf.getDimension();
    boolean whole = chosen == null || chosen.length == 0 || Arrays.equals(chosen, new int[] {1});
    if (rows.shape().rank() != 2 || !whole) {
      throw s.refuse("it normalises something else than rows");
    }
    double least = conf.getEps() * conf.getEps();
    Node square = b.clip(b.sum(b.mul(rows, rows), 1), least, Double.POSITIVE_INFINITY);
    return Flow.plain(b.div(rows, b.sqrt(square)));
  }

  private static Flow reshape(Scope s, ReshapeVertex conf, Flow x) {
    int[] shape = conf.getNewShape();
    if (conf.getReshapeOrder() != 'c' || (shape[0] != -1 && shape[0] != 0)) {
      throw s.refuse("it fixes the batch size or reshapes in column-major order");
    }
    long[] example = Arrays.stream(shape).skip(1).asLongStream().toArray();
    return Flow.plain(s.b().reshape(x.plain(s.b()), Shape.batched(example)));
  }

  private static Flow poolHelper(Scope s, PoolHelperVertex conf, Flow x) {
    GraphBuilder b = s.b();
    Node y = x.plain(b);
    y = b.slice(y, 2, 1, y.shape().dim(2) - 1);
    return Flow.plain(b.slice(y, 3, 1, y.shape().dim(3) - 1));
  }

  /** DL4J reads {@code [N,C,T]}. */
  private static Flow lastStep(Scope s, LastTimeStepVertex conf, Flow x) {
    Node steps = x.plain(s.b());
    long last = steps.shape().dim(2) - 1;
    Node step = s.b().slice(steps, 2, last, 1);
    return Flow.plain(s.b().reshape(step, Shape.batched(steps.shape().dim(1))));
  }

  private static Flow reverse(Scope s, ReverseTimeSeriesVertex conf, Flow x) {
    Node steps = x.plain(s.b());
    long count = steps.shape().dim(2);
    long[] backwards = LongStream.range(0, count).map(i -> count - 1 - i).toArray();
    return Flow.plain(Resampling.gather(s.b(), steps, 2, backwards));
  }
}

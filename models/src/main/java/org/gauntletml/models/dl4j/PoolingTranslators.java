package org.gauntletml.models.dl4j;

import static org.gauntletml.models.dl4j.LayerTranslator.row;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.Pooling1D;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Pooling;
import org.gauntletml.models.graph.Reduction;
import org.gauntletml.models.graph.Resampling;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Window;

/** Pooling over windows and over everything. */
final class PoolingTranslators {
  static final List<Map.Entry<Class<? extends Layer>, LayerTranslator<Layer>>> TABLE =
      List.of(
          row(SubsamplingLayer.class, PoolingTranslators::image),
          row(Pooling2D.class, PoolingTranslators::image),
          row(Subsampling1DLayer.class, PoolingTranslators::series),
          row(Pooling1D.class, PoolingTranslators::series),
          row(GlobalPoolingLayer.class, PoolingTranslators::global));

  /** Smallest sum under a root: the gradient of an all-zero value is 0 and not NaN. */
  private static final double TINY = 1e-30;

  private PoolingTranslators() {}

  private static Flow image(Scope s, SubsamplingLayer conf, Flow x) {
    boolean last = conf.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    Node image = x.channelsFirst(s.b(), last);
    return new Flow(pool(s, conf, image, geometry(conf).over(image)), last);
  }

  private static Flow series(Scope s, SubsamplingLayer conf, Flow x) {
    boolean last = conf.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    Node image = Series.toImage(s.b(), x.channelsFirst(s.b(), last));
    Window window = geometry(conf).series().over(image);
    return new Flow(Series.fromImage(s.b(), pool(s, conf, image, window)), last);
  }

  private static Geometry geometry(SubsamplingLayer conf) {
    return new Geometry(
        conf.getKernelSize(),
        conf.getStride(),
        conf.getPadding(),
        conf.getDilation(),
        conf.getConvolutionMode());
  }

  private static Node pool(Scope s, SubsamplingLayer conf, Node x, Window window) {
    GraphBuilder b = s.b();
    return switch (conf.getPoolingType()) {
      case MAX -> {
        if (window.dilations().stream().anyMatch(d -> d > 1)) {
          throw s.refuse("Deeplearning4j pools dilated windows otherwise in FLOAT than in DOUBLE");
        }
        yield b.add(new Pooling.MaxPool(window), x);
      }
      case AVG -> b.add(new Pooling.AveragePool(window, conf.isAvgPoolIncludePadInDivisor()), x);
      case PNORM -> Resampling.lpPool(b, x, window, conf.getPnorm());
      case SUM -> throw s.refuse("Deeplearning4j has no sum pooling over windows");
    };
  }

  private static Flow global(Scope s, GlobalPoolingLayer conf, Flow x) {
    GraphBuilder b = s.b();
    int rank = x.node().shape().rank();
    int[] wanted = conf.getPoolingDimensions();
    int[] axes =
        (wanted == null ? IntStream.range(2, rank) : IntStream.of(wanted))
            .map(x::axis)
            .sorted()
            .toArray();
    Node pooled = reduce(s, conf, x.node(), axes);
    if (!conf.isCollapseDimensions()) {
      if (x.channelsLast() || axes.length != rank - 2) {
        throw s.refuse("it keeps pooled dimensions of channels-last data");
      }
      return Flow.plain(pooled);
    }
    long[] kept =
        IntStream.range(0, rank)
            .filter(i -> IntStream.of(axes).noneMatch(a -> a == i))
            .mapToLong(i -> x.node().shape().dim(i))
            .toArray();
    if (kept.length > 2 && x.channelsLast()) {
      throw s.refuse("it pools some axes of channels-last data only");
    }
    return Flow.plain(b.reshape(pooled, Shape.of(kept)));
  }

  private static Node reduce(Scope s, GlobalPoolingLayer conf, Node x, int[] axes) {
    GraphBuilder b = s.b();
    return switch (conf.getPoolingType()) {
      case AVG -> b.mean(x, axes);
      case SUM -> b.sum(x, axes);
      case MAX -> max(b, x, axes);
      case PNORM -> {
        double p = conf.getPnorm();
        Node sum = b.sum(b.pow(b.abs(x), b.scalar(p)), axes);
        yield b.pow(b.clip(sum, TINY, Double.POSITIVE_INFINITY), b.scalar(1 / p));
      }
    };
  }

  private static Node max(GraphBuilder b, Node x, int[] axes) {
    boolean spatial = x.shape().rank() == 4 && axes.length == 2 && axes[0] == 2;
    return spatial
        ? Resampling.globalMaxPool(b, x)
        : b.add(new Reduction.ReduceMax(IntStream.of(axes).boxed().toList(), true), x);
  }
}

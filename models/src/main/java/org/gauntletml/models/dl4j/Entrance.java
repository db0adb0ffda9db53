package org.gauntletml.models.dl4j;

import java.util.List;
import java.util.stream.LongStream;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.wrapping.Normalization;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Between the caller's inputs and the network's: normalisation per channel, then the order of the
 * image's axes.
 *
 * @param input the caller's, images as {@code [C,H,W]}
 */
record Entrance(InputSpec input, Normalization scaling, ImageOrder order) {
  /** A fresh batch as the network takes it. */
  INDArray own(INDArray x, DataType type) {
    INDArray typed = x.castTo(type);
    INDArray fresh = typed == x ? x.dup('c') : typed;
    if (scaling.isSome()) {
      fresh.subi(perChannel(scaling.mean(), type)).divi(perChannel(scaling.deviation(), type));
    }
    return order.arrange(fresh);
  }

  /** A cotangent of the network's input as one of the caller's; the argument is taken over. */
  INDArray back(INDArray dx) {
    INDArray restored = order.restore(dx);
    return scaling.isSome()
        ? restored.divi(perChannel(scaling.deviation(), dx.dataType()))
        : restored;
  }

  /** The network's input as what flows into its first vertex. */
  Flow flow(GraphBuilder b, String name) {
    long[] shape = input.shape().stream().mapToLong(Long::longValue).toArray();
    return new Flow(
        scaling.apply(b, b.input(name, shape)),
        order == ImageOrder.CHANNELS_LAST && shape.length == 3);
  }

  private INDArray perChannel(List<Double> values, DataType type) {
    long[] shape = LongStream.generate(() -> 1).limit(input.shape().size() + 1).toArray();
    shape[1] = values.size();
    double[] each = values.stream().mapToDouble(Double::doubleValue).toArray();
    INDArray array = Nd4j.createFromArray(each).castTo(type).reshape('c', shape);
    return values.size() == 1 ? Nd4j.scalar(type, each[0]) : array;
  }
}
